import { Typography } from '@mui/material';
import type { ReactNode } from 'react';
import { type NameOf, titleOf } from '../names/name-of.ts';
import { useNames } from '../names/use-names.ts';
import { FactTable } from '../ui/FactTable.tsx';
import { formatTime, humanize } from '../ui/format.ts';
import { RecordLink } from '../ui/RecordLink.tsx';
import { Section } from '../ui/Section.tsx';
import type { WireProfile } from './types.ts';

type Facet = { title: string; hint?: string; none: string; facts: (readonly [string, ReactNode])[] };

const facetsOf = ({ journeys, assignments }: WireProfile, nameOf: NameOf): Facet[] => [
  {
    title: 'Predictive',
    none: 'Nothing is predicted yet: no model has been trained for it.',
    facts: [],
  },
  {
    title: 'Journeys',
    none: 'In no journey.',
    facts: Object.entries(journeys).map(
      ([key, { state, since, done }]) =>
        [
          titleOf(nameOf, 'journeys', key),
          `${humanize(state)}${done ? ' (done)' : ''}, since ${formatTime(since)}`,
        ] as const,
    ),
  },
  {
    title: 'Experiments',
    hint: 'the variation first shown',
    none: 'Was shown none.',
    facts: Object.entries(assignments).map(
      ([key, variation]) =>
        [
          nameOf('experiments', key) ?? key,
          <RecordLink key={key} resource="experiments" id={key}>
            {variation}
          </RecordLink>,
        ] as const,
    ),
  },
];

/** The smaller parts of a profile, each in a card. */
export const Facets = ({ profile }: { profile: WireProfile }) => (
  <>
    {facetsOf(profile, useNames()).map(({ title, hint, none, facts }) => (
      <Section key={title} title={title} hint={hint}>
        {facts.length === 0 ? <Typography variant="body2">{none}</Typography> : <FactTable facts={facts} />}
      </Section>
    ))}
  </>
);
