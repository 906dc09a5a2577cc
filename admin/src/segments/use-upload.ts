import { useEffect, useRef, useState } from 'react';
import type { UploadMode, UploadResult } from '#schemas/segment-report.ts';
import { sendFile } from '../send-file.ts';
import { uploadFault, uploadType } from './upload-file.ts';

type Upload = { file: File; mode: UploadMode };

export type UploadState =
  | { state: 'idle' }
  | (Upload & { state: 'sending'; share: number })
  | (Upload & { state: 'taken'; result: UploadResult })
  | (Upload & { state: 'stopped' })
  | { state: 'unfit'; why: string }
  | (Upload & { state: 'failed'; error: unknown });

/** Sends one file at a time into a segment; `onTaken` is told when its members may have changed. */
export const useUpload = (segment: string, onTaken: () => void) => {
  const [state, setState] = useState<UploadState>({ state: 'idle' });
  const stopping = useRef<AbortController | undefined>(undefined);
  // nobody would learn what came of it
  useEffect(() => () => stopping.current?.abort(), []);

  const post = (upload: Upload, { signal }: AbortController): Promise<UploadResult> =>
    sendFile(`segments/${encodeURIComponent(segment)}/members?mode=${upload.mode}`, upload.file, {
      type: uploadType(upload.file.name)!,
      signal,
      onSent: (share) => setState({ ...upload, state: 'sending', share }),
    });

  const send = async (file: File, mode: UploadMode): Promise<void> => {
    const upload = { file, mode };
    const controller = new AbortController();
    stopping.current = controller;
    setState({ ...upload, state: 'sending', share: 0 });
    const why = await uploadFault(file);
    if (why !== undefined) return setState({ state: 'unfit', why });
    try {
      setState({ ...upload, state: 'taken', result: await post(upload, controller) });
    } catch (error) {
      setState(
        controller.signal.aborted ? { ...upload, state: 'stopped' } : { ...upload, state: 'failed', error },
      );
    }
    onTaken();
  };
  return { state, send, stop: () => stopping.current?.abort() };
};
