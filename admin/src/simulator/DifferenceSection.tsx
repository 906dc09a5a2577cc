import { Table, TableBody, TableCell, TableHead, TableRow, Typography } from '@mui/material';
import { DocumentName } from '../names/DocumentName.tsx';
import { humanize } from '../ui/format.ts';
import { Scrollable } from '../ui/Scrollable.tsx';
import { Section } from '../ui/Section.tsx';
import type { Differences, Explained } from './types.ts';

const shown = (verdict: string | null): string => (verdict === null ? 'not there' : humanize(verdict));

const placementsOf = (live: Explained, draft: Explained): string[] => [
  ...new Set([live, draft].flatMap(({ decision }) => decision.elements.map(({ placement }) => placement))),
];

const variantIn = ({ decision }: Explained, placement: string): string | undefined =>
  decision.elements.find((element) => element.placement === placement)?.variant;

const Variant = ({ of: variant }: { of: string | undefined }) =>
  variant === undefined ? 'not decided' : <DocumentName list="variants" of={variant} />;

const Elements = ({
  live,
  draft,
  differences,
}: {
  live: Explained;
  draft: Explained;
  differences: Differences;
}) => (
  <Table size="small" aria-label="Placements, live and drafted">
    <TableHead>
      <TableRow>
        <TableCell>Placement</TableCell>
        <TableCell>Live</TableCell>
        <TableCell>Drafts</TableCell>
        <TableCell>Different</TableCell>
      </TableRow>
    </TableHead>
    <TableBody>
      {placementsOf(live, draft).map((placement) => {
        const found = differences.elements.find((difference) => difference.placement === placement);
        return (
          <TableRow key={placement} selected={found !== undefined}>
            <TableCell component="th" scope="row">
              <DocumentName list="placements" of={placement} />
            </TableCell>
            <TableCell>
              <Variant of={variantIn(live, placement)} />
            </TableCell>
            <TableCell>
              <Variant of={variantIn(draft, placement)} />
            </TableCell>
            <TableCell sx={{ fontWeight: found ? 700 : 400 }}>
              {found === undefined ? 'no' : `≠ ${found.what.join(', ')}`}
            </TableCell>
          </TableRow>
        );
      })}
    </TableBody>
  </Table>
);

const Rules = ({ rules }: Pick<Differences, 'rules'>) => (
  <Table size="small" aria-label="Rules that differ">
    <TableHead>
      <TableRow>
        <TableCell>Rule</TableCell>
        <TableCell>Live</TableCell>
        <TableCell>Drafts</TableCell>
      </TableRow>
    </TableHead>
    <TableBody>
      {rules.map(({ rule, live, draft }) => (
        <TableRow key={rule}>
          <TableCell component="th" scope="row">
            <DocumentName list="rules" of={rule} />
          </TableCell>
          <TableCell>{shown(live)}</TableCell>
          <TableCell>{shown(draft)}</TableCell>
        </TableRow>
      ))}
    </TableBody>
  </Table>
);

/** What publishing the drafts would change for this customer. */
export const DifferenceSection = (props: { live: Explained; draft: Explained; differences: Differences }) => {
  const { elements, rules } = props.differences;
  return (
    <Section title="Live and drafts" flush>
      <Typography variant="body2" sx={{ px: 2.5, pb: 1 }} role="status">
        {elements.length === 0 ? 'The drafts change nothing here.' : `Different in ${elements.length}.`}
      </Typography>
      <Scrollable label="All differences">
        <Elements {...props} />
        {rules.length > 0 && <Rules rules={rules} />}
      </Scrollable>
    </Section>
  );
};
