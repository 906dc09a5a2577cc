import { Stack, Typography } from '@mui/material';
import { weekdays } from '#schemas/schedule.ts';
import { FactTable } from '../ui/FactTable.tsx';
import { formatCount, formatShare, humanize } from '../ui/format.ts';
import { Section } from '../ui/Section.tsx';
import { HourBars } from './HourBars.tsx';
import type { WirePicture, WireProfile } from './types.ts';

const listed = 5;

const sharesPhrase = (preferences: WirePicture['demographics']['devices']): string =>
  preferences
    .slice(0, listed)
    .map(({ name, share }) => `${name} ${formatShare(share, 0)}`)
    .join(' · ');

const busiestDays = (shares: readonly number[]): string =>
  weekdays
    .map((name, index) => ({ name, share: shares[index] ?? 0 }))
    .filter(({ share }) => share > 0)
    .sort((a, b) => b.share - a.share)
    .slice(0, 3)
    .map(({ name, share }) => `${name} ${formatShare(share, 0)}`)
    .join(' · ');

type Props = { profile: WireProfile; picture: WirePicture };

const factsOf = ({ profile, picture }: Props) => {
  const { counters, recentlyViewed, purchased, cart } = profile;
  const inCart = Object.values(cart?.items ?? {}).reduce((sum, quantity) => sum + quantity, 0);
  const facts: (readonly [string, string])[] = [
    ...Object.entries(counters.events).map(([type, n]) => [humanize(type), formatCount(n)] as const),
    [
      'looked at',
      recentlyViewed
        .slice(0, listed)
        .map(({ productId }) => productId)
        .join(', '),
    ],
    [
      'bought',
      purchased
        .slice(0, listed)
        .map(({ productId, quantity }) => `${productId} × ${quantity}`)
        .join(', '),
    ],
    ['in the cart', inCart === 0 ? '' : `${formatCount(inCart)} pieces`],
    [
      'searched for',
      picture.searches
        .slice(0, listed)
        .map(({ query, count }) => `“${query}” × ${count}`)
        .join(', '),
    ],
    ['busiest days', picture.activity ? busiestDays(picture.activity.weekdays) : ''],
    ['devices', sharesPhrase(picture.demographics.devices)],
    ['channels', sharesPhrase(picture.demographics.channels)],
  ];
  return facts.filter(([, value]) => value !== '');
};

/** What the customer did, and when and with what. */
export const BehaviorSection = ({ profile, picture }: Props) => {
  const facts = factsOf({ profile, picture });
  return (
    <Section title="Behavioral" hint="seen">
      {facts.length === 0 && <Typography variant="body2">Nothing was seen yet.</Typography>}
      <Stack spacing={2}>
        {picture.activity && (
          <div>
            <Typography variant="h3" gutterBottom>
              Hours of the day
            </Typography>
            <HourBars hours={picture.activity.hours} />
          </div>
        )}
        <FactTable facts={facts} />
      </Stack>
    </Section>
  );
};
