import { createCipheriv, createDecipheriv, hkdfSync, randomBytes, randomUUID } from 'node:crypto';
import type { Claim, IdempotencyClaims, StoredReply } from '#server/platform/idempotency.ts';
import { type Connection, collection, isDuplicateKey } from '#server/platform/mongo.ts';

type StoredClaim = {
  _id: string;
  project: string;
  body: string;
  /** Whose claim it is: only that request may finish it. */
  owner: string;
  leaseUntil: Date;
  expiresAt: Date;
  /** The reply, sealed; null while there is none. */
  reply: string | null;
};

const claims = collection<StoredClaim>('idempotency_keys', [
  { keys: { expiresAt: 1 }, expireAfterSeconds: 0 },
]);

/** For how long an answer is repeated. */
const keepMs = 24 * 3_600_000;
/** Longer than any request takes: after that it has crashed. */
const leaseMs = 60_000;

const cipher = 'aes-256-gcm';
const [ivBytes, tagBytes] = [12, 16];

/** Replies may hold what is shown once, so they are sealed with the very key that they are asked for by. */
const sealing = (secret: string, text: string) => {
  const key = Buffer.from(hkdfSync('sha256', secret, '', `idempotency ${text}`, 32));
  return {
    seal: (reply: StoredReply): string => {
      const iv = randomBytes(ivBytes);
      const sealer = createCipheriv(cipher, key, iv);
      const sealed = Buffer.concat([sealer.update(JSON.stringify(reply), 'utf8'), sealer.final()]);
      return Buffer.concat([iv, sealer.getAuthTag(), sealed]).toString('base64');
    },
    open: (sealed: string): StoredReply => {
      const bytes = Buffer.from(sealed, 'base64');
      const opener = createDecipheriv(cipher, key, bytes.subarray(0, ivBytes));
      opener.setAuthTag(bytes.subarray(ivBytes, ivBytes + tagBytes));
      const opened = Buffer.concat([opener.update(bytes.subarray(ivBytes + tagBytes)), opener.final()]);
      return JSON.parse(opened.toString('utf8')) as StoredReply;
    },
  };
};

/** Who sent which Idempotency-Key, and what was answered. Each ends by itself. */
export const idempotencyKeyStore = (db: Connection, project: string, secret: string): IdempotencyClaims => {
  const model = claims(db);

  const taken = (_id: string, owner: string, text: string): Claim => ({
    state: 'taken',
    finish: async (reply) => {
      await model.updateOne({ _id, owner }, { $set: { reply: sealing(secret, text).seal(reply) } });
    },
    release: async () => {
      await model.deleteOne({ _id, owner });
    },
  });

  const insert = async (claim: StoredClaim): Promise<boolean> => {
    try {
      await model.collection.insertOne(claim as never);
      return true;
    } catch (error) {
      if (isDuplicateKey(error)) return false;
      throw error;
    }
  };

  /** Of several that find a claim abandoned one gets it. */
  const takeOver = async (known: StoredClaim, { _id, ...mine }: StoredClaim): Promise<boolean> => {
    const { matchedCount } = await model.updateOne({ _id, owner: known.owner }, { $set: mine });
    return matchedCount === 1;
  };

  return {
    claim: async ({ name, text, body, at }) => {
      const _id = `${project}/${name}`;
      const owner = randomUUID();
      const leaseUntil = new Date(at.getTime() + leaseMs);
      const mine = {
        _id,
        project,
        body,
        owner,
        leaseUntil,
        expiresAt: new Date(at.getTime() + keepMs),
        reply: null,
      };
      if (await insert(mine)) return taken(_id, owner, text);
      const known = await model.findById(_id).lean<StoredClaim | null>();
      // given back in between: the next try will tell
      if (known === null) return { state: 'under-way' };
      const isOver = known.expiresAt <= at;
      if (!isOver && known.body !== body) return { state: 'other-body' };
      if (!isOver && known.reply !== null)
        return { state: 'answered', reply: sealing(secret, text).open(known.reply) };
      if (!isOver && known.leaseUntil > at) return { state: 'under-way' };
      return (await takeOver(known, mine)) ? taken(_id, owner, text) : { state: 'under-way' };
    },
  };
};
