import type { Evidence } from '#server/domain/decisions/evidence.ts';
import { buildFacts } from '#server/domain/decisions/facts.ts';
import { seededRandom } from '#server/domain/random.ts';
import type { CompiledRelease, SourceDocument } from '#server/domain/releases/types.ts';
import {
  at,
  conversions,
  evidenceOf,
  experiment,
  inputOf,
  placement,
  profileOf,
  releaseOf,
  variant,
} from '#test/domain/decisions/shop.ts';
import { boostingRules } from './http-rules.ts';

const CUSTOMERS = 100;
const placements = ['banner', 'shelf', 'offer', 'notice', 'footer'];
const letters = ['default', 'b', 'c', 'd'];
const variants = placements.flatMap((key) =>
  letters.map((letter) => ({ placement: key, variant: `${key}-${letter}` })),
);

/** Ten, each about one placement: some ramped up, some in an exclusion group, some that require another. */
const experiments = Array.from({ length: 10 }, (_, index): SourceDocument => {
  const about = placements[index % placements.length]!;
  const treatment = { [about]: `${about}-${letters[1 + (index % 3)]}` };
  return experiment(`trial-${index}`, {
    variations: [
      { key: 'control', name: 'Control', weight: 0.5 },
      { key: 'treatment', name: 'Treatment', weight: 0.5, variants: treatment },
    ],
    ...(index % 5 === 1 && { group: { key: 'shared', ranges: index === 1 ? [[0, 0.5]] : [[0.5, 1]] } }),
    ...(index % 5 === 2 && {
      ramp: {
        steps: [0.05, 0.25, 1].map((coverage, step) => ({
          at: new Date(at.getTime() + (step - 1) * 86_400_000).toISOString(),
          coverage,
        })),
      },
    }),
    ...(index % 5 === 3 && { prerequisites: [{ experiment: 'trial-0', variations: ['treatment'] }] }),
  });
});

const releaseWith = (rules: number): CompiledRelease =>
  releaseOf({
    preferences: { exclusion_groups: { shared: {} } },
    documents: [
      ...placements.map((key) => placement(key)),
      ...variants.map(({ placement: place, variant: key }) => variant(key, { placement: place })),
      ...experiments,
      ...boostingRules(rules, variants),
    ],
  });

const evidenceWith = (random: () => number): Evidence => ({
  ...evidenceOf(),
  outcomes: new Map(
    variants.map(({ placement: place, variant: key }) => {
      const shown = 500 + Math.floor(random() * 5000);
      const totals = conversions(shown, Math.floor(shown * 0.2 * random()));
      return [`${place}/${key}`, { randomized: totals, all: totals }];
    }),
  ),
});

export type Question = ReturnType<typeof inputOf>;

/** A release of so many rules, five placements and ten experiments, and a hundred customers to decide for. */
export const createQuestions = (rules: number): Question[] => {
  const random = seededRandom(rules);
  const release = releaseWith(rules);
  const evidence = evidenceWith(random);
  return Array.from({ length: CUSTOMERS }, (_, customer) => {
    const identity = `customer_id:${customer}`;
    const profile = profileOf({
      id: identity,
      identities: [identity],
      subject: String(customer),
      traits: { plan: ['gold', 'silver', 'none'][customer % 3], city: 'Vienna' },
      engagement: { score: Math.floor(random() * 100), raw: 10, at },
    });
    const context = { page_type: 'homepage', device: customer % 2 ? 'mobile' : 'desktop', locale: 'en' };
    const experienceId = `experience-${customer}`;
    const asked = inputOf({ release, evidence, profile, identity, experienceId, elements: placements });
    return { ...asked, facts: buildFacts({ release, evidence, profile, identity, context, at }) };
  });
};
