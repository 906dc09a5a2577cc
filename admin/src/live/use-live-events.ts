import { type Dispatch, useEffect, useReducer, useState } from 'react';
import { useLogoutIfAccessDenied } from 'react-admin';
import { postJson } from '../api.ts';
import { useLatest } from '../conditions/use-latest.ts';
import { type LiveChange, type LiveState, nextState, noEvents } from './live-events.ts';
import type { LiveEvent } from './types.ts';

export type Connection = 'connecting' | 'open' | 'lost';

const retryMs = 3000;

type Open = { heard: Dispatch<LiveChange>; became: (connection: Connection) => void };

const listen = (address: string, { heard, became }: Open): EventSource => {
  const source = new EventSource(address);
  source.addEventListener('open', () => became('open'));
  source.addEventListener('behavior', ({ data }) =>
    heard({ type: 'came', event: JSON.parse(data) as LiveEvent }),
  );
  source.addEventListener('dropped', ({ data }) =>
    heard({ type: 'dropped', count: (JSON.parse(data) as { count: number }).count }),
  );
  return source;
};

/** Watches events as they come in. A ticket opens one stream, so a lost one is opened anew with another. */
export const useLiveEvents = (): {
  state: LiveState;
  change: Dispatch<LiveChange>;
  connection: Connection;
} => {
  const [state, change] = useReducer(nextState, noEvents);
  const [connection, setConnection] = useState<Connection>('connecting');
  const logOut = useLogoutIfAccessDenied();
  const endSession = useLatest((error: unknown) => logOut(error));
  useEffect(() => {
    let source: EventSource | null = null;
    let timer: ReturnType<typeof setTimeout> | undefined;
    let left = false;
    const lose = (): void => {
      source?.close();
      if (left) return;
      setConnection('lost');
      timer = setTimeout(open, retryMs);
    };
    // whoever is no longer signed in would wait for ever
    const refused = (error: unknown): void => {
      void endSession(error);
      lose();
    };
    const open = (): void => {
      postJson<{ address: string }>('events/tickets', {}).then(({ address }) => {
        if (left) return;
        source = listen(address, { heard: change, became: setConnection });
        source.addEventListener('error', lose);
      }, refused);
    };
    open();
    return () => {
      left = true;
      clearTimeout(timer);
      source?.close();
    };
  }, [endSession]);
  return { state, change, connection };
};
