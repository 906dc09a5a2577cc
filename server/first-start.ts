import type { Config } from './config.ts';
import type { Environment } from './environment.ts';
import type { ApiKeyService } from './features/api-keys/service.ts';
import type { AuthService } from './features/auth/service.ts';
import type { SeedProgress } from './features/demo/seed.ts';
import { type Right, rights } from './platform/auth.ts';
import type { Clock } from './platform/clock.ts';
import type { InstallationStore } from './stores/installation.ts';

/** Writes a line for the person at the terminal. */
export type Say = (line: string) => void;

type Secret = { what: string; text: string };

const demoKeys: { name: string; what: string; rights: readonly Right[] }[] = [
  { name: 'Demo server key', what: 'API key (server)', rights },
  { name: 'Demo browser key', what: 'API key (browser)', rights: ['decide', 'track'] },
];

type Access = { config: Config; users: AuthService; keys: ApiKeyService };

/** Makes the first administrator and the keys that are missing; what it made is returned, to be shown this once. */
export const ensureAccess = async ({ config, users, keys }: Access): Promise<Secret[]> => {
  const environment = 'production';
  const { email, generated } = await users.ensureAdmin({
    email: config.adminEmail,
    password: config.adminPassword ?? undefined,
  });
  const made: Secret[] = generated ? [{ what: 'Admin login', text: `${email} / ${generated}` }] : [];
  if (config.apiKey)
    await keys.ensureApiKey({
      name: 'Preset server key',
      rights: [...rights],
      environment,
      text: config.apiKey,
    });
  if (!config.demo) return made;
  for (const { name, what, rights: allowed } of demoKeys) {
    const text = await keys.ensureApiKey({ name, rights: allowed, environment });
    if (text) made.push({ what, text });
  }
  return made;
};

const stepNames: Record<SeedProgress['step'], string> = {
  publish: 'publishing rules',
  catalog: 'loading the catalogue',
  events: 'two months of customers',
  fold: 'folding profiles',
  train: 'training recommenders',
  decide: 'deciding for the last days',
};

/** One line a step and every tenth of it, so that a log file stays readable. */
const tellSteps = (say: Say): ((progress: SeedProgress) => void) => {
  let last = '';
  return ({ step, done, total }) => {
    const tenth = total > 0 ? Math.floor((done / total) * 10) : 10;
    if (last === `${step}${tenth}`) return;
    last = `${step}${tenth}`;
    say(`  demo shop: ${stepNames[step]} ${tenth * 10}%`);
  };
};

type Demo = { environment: Environment; store: InstallationStore; clock: Clock; say: Say };

/**
 * Loads the demo shop into an installation that has no customers. A load that was cut off is repeated as of the time
 * it began, so that nothing is there twice.
 */
export const loadDemo = async ({ environment, store, clock, say }: Demo): Promise<void> => {
  const known = (await store.read())?.demo;
  const isFresh = !known && (await environment.stores.profiles.count()) === 0;
  if (!isFresh && known?.state !== 'loading') return;
  const at = known?.at ?? clock();
  await store.setDemo({ state: 'loading', at });
  say('Loading the demo shop (once; ATTUNE_DEMO=off starts without it):');
  await environment.demo.seed({ now: at, progress: tellSteps(say) });
  await store.setDemo({ state: 'loaded', at });
};
