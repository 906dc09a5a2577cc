import { Typography } from '@mui/material';
import type { ReactNode } from 'react';
import { purposes } from '#schemas/consent.ts';
import { FactTable } from '../ui/FactTable.tsx';
import { formatCount, formatTime, humanize } from '../ui/format.ts';
import { Section } from '../ui/Section.tsx';
import { Affinities } from './Affinities.tsx';
import type { WireProfile } from './types.ts';

const shown = (value: unknown): string => (typeof value === 'string' ? value : JSON.stringify(value));

type Facet = { title: string; hint?: string; none: string; facts: (readonly [string, ReactNode])[] };

const facetsOf = ({ traits, journeys, assignments, counters, consent }: WireProfile): Facet[] => [
  {
    title: 'Traits',
    none: 'The shop sent none.',
    facts: Object.entries(traits).map(([key, value]) => [humanize(key), shown(value)] as const),
  },
  {
    title: 'Journeys',
    none: 'In no journey.',
    facts: Object.entries(journeys).map(
      ([key, { state, since, done }]) =>
        [humanize(key), `${state}${done ? ' (done)' : ''}, since ${formatTime(since)}`] as const,
    ),
  },
  {
    title: 'Experiments',
    hint: 'the variation first shown',
    none: 'Was shown none.',
    facts: Object.entries(assignments),
  },
  {
    title: 'Counters',
    none: 'Nothing was counted.',
    facts: Object.entries(counters.events).map(([type, n]) => [humanize(type), formatCount(n)] as const),
  },
  {
    title: 'Consent',
    hint: 'unknown purposes follow the settings',
    none: '',
    facts: purposes.map((purpose) => {
      const choice = consent[purpose];
      return [humanize(purpose), choice === undefined ? 'unknown' : choice ? 'given' : 'refused'] as const;
    }),
  },
];

/** The parts of a profile, each in a card. */
export const Facets = ({ profile }: { profile: WireProfile }) => (
  <>
    <Affinities affinities={profile.affinities} />
    {facetsOf(profile).map(({ title, hint, none, facts }) => (
      <Section key={title} title={title} hint={hint}>
        {facts.length === 0 ? <Typography variant="body2">{none}</Typography> : <FactTable facts={facts} />}
      </Section>
    ))}
  </>
);
