import { Link as MuiLink, Stack, Typography } from '@mui/material';
import { Link } from 'react-router';
import type { Kind } from '#schemas/document.ts';
import { sectionOf } from '#server/domain/releases/pack.ts';
import type { DocumentRecord } from '../document/types.ts';
import type { NamedList } from '../names/name-of.ts';
import { useNames } from '../names/use-names.ts';
import { Loaded } from '../ui/Loaded.tsx';
import { useView } from '../ui/use-view.ts';
import type { Detail } from './types.ts';

const Documents = ({ documents }: { documents: readonly string[] }) => {
  const nameOf = useNames();
  return (
    <Stack component="ul" spacing={0.5} sx={{ m: 0, pl: 2.5 }}>
      {documents.map((document) => {
        const [kind, key] = document.split('/') as [Kind, string];
        return (
          <li key={document}>
            <MuiLink component={Link} to={`/${sectionOf(kind)}/${key}/show`}>
              {nameOf(sectionOf(kind) as NamedList, key) ?? key}
            </MuiLink>{' '}
            <Typography component="span" variant="body2" color="text.secondary">
              {kind}
            </Typography>
          </li>
        );
      })}
    </Stack>
  );
};

/** The documents whose conditions name a segment. */
export const UsedBy = ({ documents }: { documents: readonly string[] }) =>
  documents.length === 0 ? (
    <Typography color="text.secondary">No rule, experiment, journey or other segment names it.</Typography>
  ) : (
    <Documents documents={documents} />
  );

/** What would name a segment that is no more: to be read before it is archived. */
export const NeededBy = ({ record }: { record: DocumentRecord }) => {
  const view = useView<Detail>(`segments/${record.key}/size?days=1`);
  return (
    <Loaded view={view} rows={1}>
      {({ usedBy }) =>
        usedBy.length > 0 && (
          <>
            <Typography sx={{ my: 1 }}>It cannot be published before these name it no more:</Typography>
            <Documents documents={usedBy} />
          </>
        )
      }
    </Loaded>
  );
};
