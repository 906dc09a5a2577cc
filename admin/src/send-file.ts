import { HttpError } from 'react-admin';
import { apiRoot, explain, ownHeaders } from './api.ts';

type Options = {
  type: string;
  /** Told again and again how much of the file has left, from 0 to 1. */
  onSent: (share: number) => void;
  /** Stops it: what has left by then may have been taken. */
  signal: AbortSignal;
};

const answerOf = ({ responseText }: XMLHttpRequest): unknown => {
  try {
    return JSON.parse(responseText);
  } catch {
    return undefined;
  }
};

/** Posts a file as it is to a path below the API root and gives the answer's JSON. `fetch` cannot say how far it is. */
export const sendFile = <Answer>(
  path: string,
  file: File,
  { type, onSent, signal }: Options,
): Promise<Answer> =>
  new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open('POST', `${apiRoot}/${path}`);
    ownHeaders({ 'Content-Type': type }).forEach((value, name) => {
      request.setRequestHeader(name, value);
    });
    request.upload.onprogress = ({ loaded, total }) => onSent(total === 0 ? 1 : loaded / total);
    request.onload = () => {
      const answer = answerOf(request);
      if (request.status < 400) resolve(answer as Answer);
      else reject(explain(new HttpError(request.statusText, request.status, answer)));
    };
    request.onerror = () => reject(explain(new TypeError()));
    request.onabort = () => reject(signal.reason);
    signal.addEventListener('abort', () => request.abort(), { once: true });
    request.send(file);
  });
