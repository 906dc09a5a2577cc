import { sectionOf } from '#server/domain/releases/pack.ts';
import type { SourceDocument } from '#server/domain/releases/types.ts';
import type { Answer, Client } from './server.ts';

type Record = { key: string; etag: string };
type Published = { number: number; parent: number };

/** An answer that must be good, for steps that a test only stands on. */
export const expectOk = <Body>({ status, body }: Answer): Body => {
  if (status >= 300) throw new Error(`answered ${status}: ${JSON.stringify(body)}`);
  return body as Body;
};

/** Saves a document as a draft, whether it is there already or not. */
export const saveDraft = async (admin: Client, { kind, body }: SourceDocument): Promise<void> => {
  const { key = kind } = body as { key?: string };
  const section = `/${sectionOf(kind)}`;
  const known = await admin.get(`${section}/${key}`);
  if (known.status === 404)
    return void expectOk(await admin.post(section, { body: { key, ...(body as object) } }));
  const { etag } = known.body as Record;
  expectOk(await admin.put(`${section}/${key}`, { body }, { 'if-match': etag }));
};

export const releaseInForce = async (admin: Client): Promise<number> => {
  const [newest] = expectOk<Published[]>(await admin.get('/releases?range=[0,0]'));
  return newest?.number ?? 0;
};

/** Drafts documents and publishes them as one release, all through the admin API; its number. */
export const publish = async (admin: Client, documents: readonly SourceDocument[]): Promise<number> => {
  for (const document of documents) await saveDraft(admin, document);
  const parent = await releaseInForce(admin);
  const request = { environment: 'production', parent, documents: 'all', reason: 'for a test' };
  return expectOk<Published>(await admin.post('/publish', request)).number;
};
