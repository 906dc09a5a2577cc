import { render } from '@testing-library/react';
import type { ReactNode } from 'react';
import { AdminContext, memoryStore } from 'react-admin';
import { MemoryRouter, Route, Routes } from 'react-router';
import { dataProvider } from '../../admin/src/data-provider.ts';
import { lightTheme } from '../../admin/src/theme.ts';

export type SentRequest = { method: string; path: string; headers: Headers; body: unknown };
type Answer = { status?: number; body: unknown; headers?: Record<string, string> };
type Answers = Record<string, Answer | ((request: SentRequest) => Answer)>;

/**
 * Stands in for the network: answers `'GET rules/vip'` and the like, and keeps what was asked. A path without an
 * answer is a 404, as from the server.
 */
export const answerWith = (answers: Answers): { fetch: typeof fetch; sent: SentRequest[] } => {
  const sent: SentRequest[] = [];
  const respond: typeof fetch = async (url, { method = 'GET', headers, body } = {}) => {
    const path = String(url).replace('/api/admin/', '');
    const request = {
      method,
      path,
      headers: new Headers(headers),
      body: body ? JSON.parse(String(body)) : undefined,
    };
    sent.push(request);
    const found = answers[`${method} ${path}`] ?? answers[`${method} ${path.split('?')[0]}`];
    const answer = typeof found === 'function' ? found(request) : found;
    const {
      status = 200,
      body: content,
      headers: own,
    } = answer ?? {
      status: 404,
      body: { title: 'There is no such thing', code: 'not-found', status: 404 },
    };
    return new Response(JSON.stringify(content), { status, headers: own ?? {} });
  };
  return { fetch: respond, sent };
};

/** Shows a screen at an address, with everything that the app puts around it. */
export const renderScreen = (screen: ReactNode, { path, at }: { path: string; at: string }) =>
  render(
    <MemoryRouter initialEntries={[at]}>
      <AdminContext dataProvider={dataProvider} store={memoryStore()} theme={lightTheme}>
        <Routes>
          <Route path={path} element={screen} />
        </Routes>
      </AdminContext>
    </MemoryRouter>,
  );
