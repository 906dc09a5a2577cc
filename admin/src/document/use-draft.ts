import { useEffect, useRef, useState } from 'react';
import type { Kind } from '#schemas/document.ts';
import type { ReportBroken } from '../fields/broken.ts';
import { bodyOf } from './body.ts';
import type { Fault } from './faults.ts';
import { parseJson } from './parse-json.ts';
import type { Noun } from './types.ts';
import { useAction } from './use-action.ts';
import { useAutosave } from './use-autosave.ts';
import { useBroken } from './use-broken.ts';
import { useKeptText } from './use-kept-text.ts';
import { type TextHistory, useTextHistory } from './use-text-history.ts';
import { useValidation, type Validation } from './validation.ts';

export type DraftProps = {
  noun: Noun<Kind>;
  /** The document's key; a new one is named by its text. */
  documentKey?: string;
  body: unknown;
  /** `quiet` when nobody asked for it. */
  save: (body: unknown, options: { quiet: boolean }) => Promise<void>;
  /** Fetches what someone else saved meanwhile. */
  reload?: () => Promise<unknown>;
  /** Hears whether something written is not saved yet. */
  onUnsaved?: (unsaved: boolean) => void;
};

export type SaveState = 'unchanged' | 'saving' | 'saved' | 'unsaved' | 'faulty' | 'broken' | 'failed';

export type Draft = {
  history: TextHistory;
  /** The value of the text; undefined while it is not JSON. */
  written: unknown;
  validation: Validation;
  faults: readonly Fault[];
  saveState: SaveState;
  error: unknown;
  /** Hears of fields whose text means nothing: nothing is saved as long as there is one. */
  report: ReportBroken;
  saveNow: () => void;
};

const none: readonly Fault[] = [];

export const pretty = (body: unknown): string => JSON.stringify(body, null, 2);

const keyIn = (body: unknown): string => {
  const key = typeof body === 'object' && body !== null && 'key' in body ? body.key : undefined;
  return typeof key === 'string' && key !== '' ? key : 'new';
};

/** A text that nobody changed goes along with what it was read from. */
const useFollowing = (body: unknown, { text, write }: TextHistory): void => {
  const followed = useRef(body);
  useEffect(() => {
    const before = followed.current;
    followed.current = body;
    const isUntouched = JSON.stringify(parseJson(text)) === JSON.stringify(before);
    if (isUntouched && JSON.stringify(before) !== JSON.stringify(body)) write(pretty(body));
  });
};

const withBroken = (validation: Validation, broken: readonly string[]): Validation => {
  if (broken.length === 0) return validation;
  const others = validation.state === 'invalid' ? validation.faults : none;
  return { state: 'invalid', faults: [...broken.map((message) => ({ path: [], message })), ...others] };
};

/** The text of a draft: its history, what the server thinks of it, and how it is saved. */
export const useDraft = ({ noun, documentKey, body, save, onUnsaved }: DraftProps): Draft => {
  const history = useTextHistory(pretty(body));
  const { text } = history;
  useFollowing(body, history);
  const written = parseJson(text);
  const { report, faults: broken } = useBroken();
  const checked = useValidation(noun.resource, documentKey ?? keyIn(written), text);
  const validation = withBroken(checked, broken);
  const [tried, setTried] = useState<string | undefined>(undefined);
  const saving = useAction(async (options: { quiet: boolean }) => {
    setTried(text);
    await save(written, options);
  });
  const isDirty = written === undefined || JSON.stringify(written) !== JSON.stringify(body);
  useKeptText(`${noun.resource}/${documentKey ?? ''}`, history, isDirty);
  const isSavable = broken.length === 0 && bodyOf(noun.kind, written) !== undefined;
  // the first save of a new document is a decision of its own
  const savesItself = noun.Form !== undefined && documentKey !== undefined;
  useAutosave({
    text,
    dirty: savesItself && isDirty && isSavable && tried !== text,
    pending: saving.pending,
    save: () => saving.run({ quiet: true }),
  });
  const unsaved = isDirty || broken.length > 0 || saving.pending;
  useEffect(() => onUnsaved?.(unsaved), [unsaved, onUnsaved]);

  const saveState = (): SaveState => {
    if (saving.pending) return 'saving';
    if (broken.length > 0) return 'broken';
    if (!isDirty) return tried === undefined ? 'unchanged' : 'saved';
    if (saving.error !== undefined && tried === text) return 'failed';
    return isSavable ? 'unsaved' : 'faulty';
  };
  return {
    history,
    written,
    validation,
    faults: validation.state === 'invalid' ? validation.faults : none,
    saveState: saveState(),
    error: saving.error,
    report,
    saveNow: () => saving.run({ quiet: false }),
  };
};
