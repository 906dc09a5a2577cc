import { type AuthProvider, HttpError } from 'react-admin';
import { apiRoot, callApi, postJson } from './api.ts';

type User = { id: string; email: string; role: string };

/** Remembers that someone signed in here, so that a first visit shows the login without a refused request. */
const signedIn = 'attune.signed-in';

/** Whether somebody is, as far as the browser knows. */
export const isSignedIn = (): boolean => localStorage.getItem(signedIn) !== null;

const readUser = async (): Promise<User> => {
  if (!isSignedIn()) throw new Error('Please sign in.');
  const { json } = await callApi(`${apiRoot}/me`);
  return json.user;
};

/** Cookie sessions: the browser holds nothing that a script could steal. */
export const authProvider: AuthProvider = {
  login: async ({ username, password }) => {
    await postJson('login', { email: username, password });
    localStorage.setItem(signedIn, 'yes');
  },
  logout: async () => {
    const wasSignedIn = isSignedIn();
    localStorage.removeItem(signedIn);
    // the session may have ended already, and then there is nothing to end
    if (wasSignedIn) await postJson('logout', {}).catch(() => undefined);
  },
  checkAuth: async () => {
    if (!isSignedIn()) throw new Error('Please sign in.');
  },
  checkError: async (error: unknown) => {
    if (error instanceof HttpError && error.status === 401) throw error;
  },
  getIdentity: async () => {
    const user = await readUser();
    return { id: user.id, fullName: user.email, role: user.role };
  },
  // what a role may do is the server's to say
  getPermissions: async () => undefined,
};
