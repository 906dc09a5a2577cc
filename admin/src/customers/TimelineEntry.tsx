import JourneyIcon from '@mui/icons-material/AccountTree';
import EventIcon from '@mui/icons-material/Bolt';
import DecisionIcon from '@mui/icons-material/Insights';
import { Box, Stack, Typography } from '@mui/material';
import { SourceChip } from '../decisions/SourceChip.tsx';
import { type NameOf, quotedName, titleOf } from '../names/name-of.ts';
import { useNames } from '../names/use-names.ts';
import { useProductName } from '../names/use-product-name.ts';
import { humanize } from '../ui/format.ts';
import { Hashed } from '../ui/Hashed.tsx';
import { RecordLink } from '../ui/RecordLink.tsx';
import { Time } from '../ui/Time.tsx';
import { consentIn, consentPhrase } from './consent-phrase.ts';
import { eventPhrase, restrictionPhrase } from './event-phrase.ts';
import type { TimelineItem } from './types.ts';

type Of<Kind extends TimelineItem['kind']> = Extract<TimelineItem, { kind: Kind }>;

const icons = { event: EventIcon, decision: DecisionIcon, transition: JourneyIcon } as const;

const headOf = (item: TimelineItem, nameOf: NameOf): string => {
  if (item.kind === 'event') return humanize(item.type);
  if (item.kind === 'decision') return `decision for ${humanize(item.pageType)}`;
  return `journey ${quotedName(nameOf, 'journeys', item.journey)}`;
};

const Decision = ({ item }: { item: Of<'decision'> }) => {
  const nameOf = useNames();
  return (
    <>
      {item.elements.map(({ placement, variant, source }) => (
        <Stack
          key={placement}
          direction="row"
          useFlexGap
          sx={{ gap: 1, alignItems: 'center', mt: 0.5, flexWrap: 'wrap' }}
        >
          <Typography variant="caption" sx={{ overflowWrap: 'anywhere' }}>
            {titleOf(nameOf, 'placements', placement)}: {nameOf('variants', variant) ?? variant}
          </Typography>
          <SourceChip source={source} />
        </Stack>
      ))}
      <Typography variant="caption" component="div" sx={{ mt: 0.5 }}>
        <RecordLink resource="decisions" id={item.decisionId}>
          Explain
        </RecordLink>
      </Typography>
    </>
  );
};

const movePhrase = ({ from, state, event, done }: Of<'transition'>): string => {
  const way = from === null ? 'came in at' : `from ${humanize(from)} to`;
  const cause = event === null ? 'as time passed' : `by ${humanize(event)}`;
  return `${way} ${humanize(state)}, ${cause}${done ? ': the end' : ''}`;
};

const productIn = (item: TimelineItem): string | undefined => {
  const id = item.kind === 'event' ? item.data?.['product_id'] : undefined;
  return typeof id === 'string' ? id : undefined;
};

const choiceIn = ({ type, data }: Of<'event'>): string | undefined => {
  if (type !== 'consent_updated') return undefined;
  const update = consentIn(data);
  return restrictionPhrase(data ?? {}) ?? (update && consentPhrase(update));
};

const Details = ({ item }: { item: TimelineItem }) => {
  const nameOf = useNames();
  const productName = useProductName(productIn(item));
  if (item.kind === 'decision') return <Decision item={item} />;
  const text =
    item.kind === 'event'
      ? (choiceIn(item) ?? eventPhrase(item.data, nameOf, productName))
      : movePhrase(item);
  return (
    <Typography variant="caption" color="text.secondary" component="div" sx={{ overflowWrap: 'anywhere' }}>
      <Hashed>{text}</Hashed>
    </Typography>
  );
};

/** One thing that happened with a customer. */
export const TimelineEntry = ({ item }: { item: TimelineItem }) => {
  const Icon = icons[item.kind];
  return (
    <Stack
      component="li"
      direction="row"
      spacing={1.5}
      sx={{ py: 1, borderBottom: 1, borderColor: 'divider' }}
    >
      <Icon
        fontSize="small"
        color={item.kind === 'event' ? 'action' : 'primary'}
        aria-hidden
        sx={{ mt: 0.25 }}
      />
      <Box sx={{ minWidth: 0, flexGrow: 1 }}>
        <Typography variant="body2">
          <strong>{headOf(item, useNames())}</strong>{' '}
          <Box component="span" sx={{ color: 'text.secondary' }}>
            <Time at={item.at} />
          </Box>
        </Typography>
        <Details item={item} />
      </Box>
    </Stack>
  );
};
