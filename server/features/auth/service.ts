import { randomBytes, randomUUID } from 'node:crypto';
import { defaultProject } from '#schemas/scope.ts';
import { hashSecret, type Role, type UserPrincipal } from '#server/platform/auth.ts';
import type { Clock } from '#server/platform/clock.ts';
import type { Connection } from '#server/platform/mongo.ts';
import { problem } from '#server/platform/problems.ts';
import { adminSessionStore } from '#server/stores/admin-sessions.ts';
import { rateLimitStore } from '#server/stores/rate-limits.ts';
import { type User, userStore } from '#server/stores/users.ts';
import { createLoginThrottle } from './login-throttle.ts';
import { hashPassword, verifyPassword } from './password.ts';

const sessionHours = 12;

type Dependencies = { db: Connection; clock: Clock; project?: string };
type Credentials = { email: string; password: string; ip: string };
type ShownUser = { id: string; email: string; role: Role };
export type Login = { user: ShownUser; session: string; expiresAt: Date };

const normalizeEmail = (email: string): string => email.trim().toLowerCase();
const shown = ({ id, email, role }: User): ShownUser => ({ id, email, role });

/** People who log in to the admin UI. */
export const createAuthService = ({ db, clock, project = defaultProject }: Dependencies) => {
  const users = userStore(db, project);
  const sessions = adminSessionStore(db, project);
  const throttle = createLoginThrottle({ limits: rateLimitStore(db, project), clock });

  // an unknown address takes as long as a wrong password
  const decoy = hashPassword(randomUUID());
  const verify = async (user: User | null, password: string): Promise<User | null> => {
    const right = await verifyPassword(password, user?.passwordHash ?? (await decoy));
    return right ? user : null;
  };

  const startSession = async (user: User): Promise<Login> => {
    const session = randomBytes(32).toString('base64url');
    const createdAt = clock();
    const expiresAt = new Date(createdAt.getTime() + sessionHours * 3_600_000);
    await sessions.create({ hash: hashSecret(session), userId: user.id, createdAt, expiresAt });
    return { user: shown(user), session, expiresAt };
  };

  const createAdmin = async (email: string, password: string): Promise<boolean> =>
    users.create({
      id: randomUUID(),
      email,
      role: 'admin',
      passwordHash: await hashPassword(password),
      createdAt: clock(),
    });

  return {
    /** @throws ProblemError 'unauthorized', or 'too-many-requests' after ten attempts */
    login: async ({ email, password, ip }: Credentials): Promise<Login> => {
      const address = normalizeEmail(email);
      await throttle.attempt(address, ip);
      const user = await verify(await users.byEmail(address), password);
      if (!user) throw problem('unauthorized', { detail: 'The e-mail address or the password is wrong.' });
      await throttle.succeeded(address, ip);
      return startSession(user);
    },

    logout: (session: string): Promise<void> => sessions.remove(hashSecret(session)),

    /** For `createAuth`. */
    findSession: async (hash: string): Promise<UserPrincipal | null> => {
      const session = await sessions.find(hash);
      if (!session || session.expiresAt <= clock()) return null;
      const user = await users.byId(session.userId);
      return user && { kind: 'user', ...shown(user) };
    },

    /**
     * Makes the first administrator, with a password that is returned this once unless one is given. A given
     * password also replaces that of one who is there already.
     */
    ensureAdmin: async ({ email, password }: { email: string; password?: string | undefined }) => {
      const address = normalizeEmail(email);
      const existing = await users.byEmail(address);
      if (!existing) {
        const chosen = password ?? randomBytes(12).toString('base64url');
        const created = await createAdmin(address, chosen);
        return { email: address, generated: created && password === undefined ? chosen : null };
      }
      if (password !== undefined && !(await verify(existing, password)))
        await users.setPasswordHash(address, await hashPassword(password));
      return { email: address, generated: null };
    },
  };
};

export type AuthService = ReturnType<typeof createAuthService>;
