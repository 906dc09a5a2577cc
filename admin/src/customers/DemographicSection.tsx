import { Typography } from '@mui/material';
import { FactTable } from '../ui/FactTable.tsx';
import { humanize } from '../ui/format.ts';
import { Hashed } from '../ui/Hashed.tsx';
import { Section } from '../ui/Section.tsx';
import type { WirePicture, WireProfile } from './types.ts';

const shown = (value: unknown): string => (typeof value === 'string' ? value : JSON.stringify(value));

type Props = { profile: WireProfile; demographics: WirePicture['demographics'] };

const factsOf = ({ profile, demographics }: Props): (readonly [string, string])[] => {
  const { ageGroup, location } = demographics;
  const place = Object.values(location?.value ?? {}).join(', ');
  return [
    ...(ageGroup ? [['age group', `${ageGroup.value} (${ageGroup.source})`] as const] : []),
    ...(location ? [['location', `${place} (${location.source})`] as const] : []),
    ...(profile.timeZone ? [['time zone', profile.timeZone] as const] : []),
    ...Object.entries(profile.traits).map(([key, value]) => [humanize(key), shown(value)] as const),
  ];
};

/** Who the customer is, as far as the shop or a visit said. */
export const DemographicSection = (props: Props) => {
  const facts = factsOf(props);
  return (
    <Section title="Demographic" hint="told">
      {facts.length === 0 ? (
        <Typography variant="body2">The shop sent no traits, and no visit told a place.</Typography>
      ) : (
        <FactTable facts={facts.map(([name, text]) => [name, <Hashed key={name}>{text}</Hashed>] as const)} />
      )}
    </Section>
  );
};
