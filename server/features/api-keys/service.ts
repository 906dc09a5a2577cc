import { randomBytes, randomUUID } from 'node:crypto';
import type { AuditAction } from '#schemas/audit.ts';
import { defaultProject } from '#schemas/scope.ts';
import { hashSecret, type KeyPrincipal, type Right, usualLimit } from '#server/platform/auth.ts';
import type { Clock } from '#server/platform/clock.ts';
import type { Connection } from '#server/platform/mongo.ts';
import { problem } from '#server/platform/problems.ts';
import { type ApiKey, apiKeyStore } from '#server/stores/api-keys.ts';
import { auditLogStore } from '#server/stores/audit-log.ts';

type Dependencies = { db: Connection; clock: Clock; project?: string };
type NewKey = {
  name: string;
  rights: readonly Right[];
  /** Null for none; what is usual for such rights, unless it is given. */
  requestsPerMinute?: number | null;
  environment: string;
  author: string;
  text?: string;
};

/** A key as anyone may see it: never its text, which only its maker got. */
export type ShownKey = Pick<
  ApiKey,
  'id' | 'name' | 'prefix' | 'rights' | 'environment' | 'createdAt' | 'createdBy' | 'revokedAt'
> & { requestsPerMinute: number | null };

const shownCharacters = 12;

const inForce = (key: ApiKey | null, project: string): KeyPrincipal | null => {
  if (!key || key.revokedAt) return null;
  const { id, name, rights, environment, requestsPerMinute = null } = key;
  return { kind: 'key', id, name, rights, requestsPerMinute, scope: { project, environment } };
};

const shown = ({ hash: _, ...key }: ApiKey): ShownKey => {
  const { id, name, prefix, rights, environment, createdAt, createdBy, revokedAt } = key;
  const { requestsPerMinute = null } = key;
  return { id, name, prefix, rights, requestsPerMinute, environment, createdAt, createdBy, revokedAt };
};

/** Keys by which programs call the API. */
export const createApiKeyService = ({ db, clock, project = defaultProject }: Dependencies) => {
  const keys = apiKeyStore(db, project);

  const note = (action: AuditAction, { id, name, environment }: ApiKey, actor: string): Promise<void> =>
    auditLogStore(db, { project, environment }).record({
      at: clock(),
      actor,
      action,
      subject: `api-key/${id}`,
      detail: { name },
    });

  const create = async ({ name, rights, environment, author, text, ...given }: NewKey) => {
    const secret = text ?? `attune_${randomBytes(24).toString('base64url')}`;
    const key: ApiKey = {
      id: randomUUID(),
      name,
      hash: hashSecret(secret),
      prefix: secret.slice(0, Math.min(shownCharacters, Math.floor(secret.length / 2))),
      rights: [...rights],
      requestsPerMinute: given.requestsPerMinute === undefined ? usualLimit(rights) : given.requestsPerMinute,
      environment,
      createdAt: clock(),
      createdBy: author,
      revokedAt: null,
    };
    if (!(await keys.create(key)))
      throw problem('already-there', { detail: 'There is a key with this text.' });
    await note('api-key.created', key, author);
    return { key: secret, record: shown(key) };
  };

  const one = async (id: string): Promise<ApiKey> => {
    const key = await keys.byId(id);
    if (!key) throw problem('not-found', { detail: 'There is no such key.' });
    return key;
  };

  return {
    /** The text of the key is returned this once. */
    create,

    one: async (id: string): Promise<ShownKey> => shown(await one(id)),

    all: async (): Promise<ShownKey[]> => (await keys.all()).map(shown),

    /** Processes that have just used the key notice within seconds. */
    revoke: async (id: string, author: string): Promise<ShownKey> => {
      const key = await one(id);
      if (key.revokedAt) return shown(key);
      const revokedAt = clock();
      await keys.revoke(id, revokedAt);
      await note('api-key.revoked', key, author);
      return shown({ ...key, revokedAt });
    },

    /** For `createAuth`. */
    findKey: async (hash: string): Promise<KeyPrincipal | null> => inForce(await keys.byHash(hash), project),

    /** The same by its id, which is no secret. */
    findKeyById: async (id: string): Promise<KeyPrincipal | null> => inForce(await keys.byId(id), project),

    /**
     * Makes a key unless it is there: the one with the given text, else the one with the name. Returns the text
     * of a key that was made now, and null for one that was there.
     */
    ensureApiKey: async (wanted: Omit<NewKey, 'author'>): Promise<string | null> => {
      const { name, text } = wanted;
      const existing = text === undefined ? await keys.byName(name) : await keys.byHash(hashSecret(text));
      return existing ? null : (await create({ ...wanted, author: 'system' })).key;
    },
  };
};

export type ApiKeyService = ReturnType<typeof createApiKeyService>;
