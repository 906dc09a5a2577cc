import { Box, Chip, Stack, Typography } from '@mui/material';
import type { Action } from '#schemas/action.ts';
import { actionsOf, type Rule } from '#schemas/rule.ts';
import { bodyOf } from '../../document/body.ts';
import { StatusChips } from '../../document/StatusChips.tsx';
import type { DocumentRecord } from '../../document/types.ts';
import { titleOf } from '../../names/name-of.ts';
import { useNames } from '../../names/use-names.ts';
import { formatCount, formatShare, humanize } from '../../ui/format.ts';
import { Time } from '../../ui/Time.tsx';
import { Sparkline } from './Sparkline.tsx';
import type { Column, Told } from './types.ts';

export const ruleIn = (record: DocumentRecord): Rule | undefined => bodyOf('rule', record.body);

const actionsIn = (record: DocumentRecord): Action[] => {
  const rule = ruleIn(record);
  return rule ? actionsOf(rule) : [];
};

const placementsIn = (record: DocumentRecord): string[] => [
  ...new Set(actionsIn(record).flatMap((action) => ('placement' in action ? [action.placement] : []))),
];

const actionTypesIn = (record: DocumentRecord): string[] => [
  ...new Set(actionsIn(record).map(({ type }) => humanize(type))),
];

const shareOf = ({ key }: DocumentRecord, { audiences }: Told) => {
  const found = audiences?.rules.find(({ rule }) => rule === key);
  if (audiences === undefined || found === undefined || audiences.sample === 0) return undefined;
  return { share: found.matching / audiences.sample, ...found };
};

const matchesOf = ({ key }: DocumentRecord, { activity }: Told) => {
  if (activity === undefined) return undefined;
  const hourly = activity.rules.find(({ rule }) => rule === key)?.hourly ?? new Array<number>(24).fill(0);
  return { hourly, total: hourly.reduce((sum, one) => sum + one, 0) };
};

const statusText = ({ live, draft, body }: DocumentRecord): string =>
  [
    live && `live revision ${live.revision}`,
    draft && (draft.state === 'archived' ? 'to be archived' : 'draft'),
    (body as { enabled?: boolean } | undefined)?.enabled === false && 'switched off',
  ]
    .filter(Boolean)
    .join(', ');

const wholeLabel = { height: 'auto', minHeight: 24, '& .MuiChip-label': { whiteSpace: 'normal' } };

const Chips = ({ values }: { values: readonly string[] }) => (
  <Stack direction="row" useFlexGap sx={{ gap: 0.5, flexWrap: 'wrap' }}>
    {values.length === 0
      ? '–'
      : values.map((value) => <Chip key={value} size="small" label={value} sx={wholeLabel} />)}
  </Stack>
);

const Placements = ({ record }: { record: DocumentRecord }) => {
  const nameOf = useNames();
  return <Chips values={placementsIn(record).map((key) => titleOf(nameOf, 'placements', key))} />;
};

const Audience = ({ record, told }: { record: DocumentRecord; told: Told }) => {
  const found = shareOf(record, told);
  if (found === undefined) return <>–</>;
  const { share, unjudged } = found;
  return (
    <Box sx={{ whiteSpace: 'nowrap' }}>
      {unjudged && share > 0 && <abbr title="at most: a request tells the rest">≤ </abbr>}
      {formatShare(share)}
    </Box>
  );
};

const Matches = ({ record, told }: { record: DocumentRecord; told: Told }) => {
  const found = matchesOf(record, told);
  if (found === undefined || record.live === null) return <>–</>;
  return (
    <Stack direction="row" sx={{ gap: 1, alignItems: 'center' }}>
      <Sparkline name={record.name} hourly={found.hourly} />
      <Typography variant="body2" sx={{ fontVariantNumeric: 'tabular-nums' }}>
        {formatCount(found.total)}
      </Typography>
    </Stack>
  );
};

/** The columns after the name, in their order. */
export const columns: readonly Column[] = [
  {
    key: 'status',
    label: 'Status',
    sort: 'status',
    cell: (record) => (
      <Stack direction="row" useFlexGap sx={{ gap: 0.75, flexWrap: 'wrap' }}>
        <StatusChips record={record} />
        {ruleIn(record)?.enabled === false && <Chip size="small" variant="outlined" label="off" />}
      </Stack>
    ),
    text: statusText,
  },
  {
    key: 'priority',
    label: 'Priority',
    sort: 'priority',
    align: 'right',
    cell: (record) => ruleIn(record)?.priority ?? '–',
    text: (record) => ruleIn(record)?.priority ?? '',
  },
  {
    key: 'placement',
    label: 'Placement',
    cell: (record) => <Placements record={record} />,
    text: (record) => placementsIn(record).map(humanize).join(', '),
  },
  {
    key: 'action',
    label: 'Action',
    cell: (record) => <Chips values={actionTypesIn(record)} />,
    text: (record) => actionTypesIn(record).join(', '),
  },
  {
    key: 'audience',
    label: 'Audience',
    align: 'right',
    cell: (record, told) => <Audience record={record} told={told} />,
    text: (record, told) => shareOf(record, told)?.share ?? '',
  },
  {
    key: 'matches',
    label: 'Matches, 24 h',
    cell: (record, told) => <Matches record={record} told={told} />,
    text: (record, told) => matchesOf(record, told)?.total ?? '',
  },
  {
    key: 'author',
    label: 'Author',
    sort: 'author',
    cell: ({ author }) => (
      <Typography variant="body2" noWrap title={author ?? ''} sx={{ maxWidth: 140 }}>
        {author ?? '–'}
      </Typography>
    ),
    text: ({ author }) => author ?? '',
  },
  {
    key: 'updatedAt',
    label: 'Updated',
    sort: 'updatedAt',
    cell: ({ updatedAt }) => <Time at={updatedAt} />,
    text: ({ updatedAt }) => updatedAt ?? '',
  },
];
