import { Chip } from '@mui/material';
import { DataTable } from 'react-admin';
import type { Experiment } from '#schemas/experiment.ts';
import { bodyOf } from '../document/body.ts';
import { DocumentList } from '../document/DocumentList.tsx';
import type { DocumentRecord } from '../document/types.ts';
import { humanize } from '../ui/format.ts';
import { experimentNoun } from './noun.ts';

const statusColors = { draft: 'default', running: 'success', stopped: 'info' } as const;

const StatusChip = ({ status }: Pick<Experiment, 'status'>) => (
  <Chip size="small" variant="outlined" color={statusColors[status]} label={status} />
);

const experimentOf = ({ body }: DocumentRecord): Experiment | undefined => bodyOf('experiment', body);

export const ExperimentList = () => (
  <DocumentList noun={experimentNoun}>
    <DataTable.Col<DocumentRecord>
      label="State"
      disableSort
      render={(record) => {
        const experiment = experimentOf(record);
        return experiment ? <StatusChip status={experiment.status} /> : '–';
      }}
    />
    <DataTable.Col<DocumentRecord>
      label="Variations"
      disableSort
      render={(record) =>
        experimentOf(record)
          ?.variations.map(({ name }) => name)
          .join(', ') ?? '–'
      }
    />
    <DataTable.Col<DocumentRecord>
      label="Goals"
      disableSort
      render={(record) =>
        experimentOf(record)
          ?.metrics.filter(({ role }) => role === 'goal')
          .map(({ metric }) => humanize(metric))
          .join(', ') ?? '–'
      }
    />
  </DocumentList>
);
