import AddIcon from '@mui/icons-material/Add';
import { Button, Chip, Table, TableBody, TableCell, TableHead, TableRow, Typography } from '@mui/material';
import { Link } from 'react-router';
import { bodyOf } from '../document/body.ts';
import { StatusChips } from '../document/StatusChips.tsx';
import type { DocumentRecord } from '../document/types.ts';
import { useDocuments } from '../document/use-documents.ts';
import { RecordLink } from '../ui/RecordLink.tsx';
import { Section } from '../ui/Section.tsx';

type Body = { placement?: unknown } | null;

const NewVariant = ({ placement }: { placement: string }) => (
  <Button
    component={Link}
    to={`/variants/create?placement=${encodeURIComponent(placement)}`}
    size="small"
    startIcon={<AddIcon />}
  >
    New variant here
  </Button>
);

const Row = ({ record, isDefault }: { record: DocumentRecord; isDefault: boolean }) => {
  const variant = bodyOf('variant', record.body);
  return (
    <TableRow>
      <TableCell sx={{ overflowWrap: 'anywhere' }}>
        <RecordLink resource="variants" id={record.id}>
          {record.name}
        </RecordLink>
        {isDefault && <Chip size="small" variant="outlined" label="default" sx={{ ml: 1 }} />}
      </TableCell>
      <TableCell>{variant?.requiresRule ? 'when a rule includes it' : 'always'}</TableCell>
      <TableCell align="right">{variant?.renditions.length ?? '–'}</TableCell>
      <TableCell>
        <StatusChips record={record} />
      </TableCell>
    </TableRow>
  );
};

/** The variants that compete for a placement. */
export const VariantTable = ({ placement, fallback }: { placement: string; fallback: unknown }) => {
  const variants = useDocuments('variants').filter(({ body }) => (body as Body)?.placement === placement);
  return (
    <Section title="Variants" hint="that compete for it" actions={<NewVariant placement={placement} />} flush>
      {variants.length === 0 ? (
        <Typography variant="body2" color="text.secondary" sx={{ px: 2.5, pb: 2.5 }}>
          None yet. A placement needs one at least: its default, which is shown whenever nothing else may be.
        </Typography>
      ) : (
        <Table size="small" aria-label="Variants of the placement">
          <TableHead>
            <TableRow>
              <TableCell>Variant</TableCell>
              <TableCell>Competes</TableCell>
              <TableCell align="right">Renditions</TableCell>
              <TableCell>Status</TableCell>
            </TableRow>
          </TableHead>
          <TableBody>
            {variants.map((record) => (
              <Row key={record.id} record={record} isDefault={record.key === fallback} />
            ))}
          </TableBody>
        </Table>
      )}
    </Section>
  );
};
