import { Chip, Skeleton, Typography } from '@mui/material';
import type { ReactNode } from 'react';
import { DataTable } from 'react-admin';
import type { Experiment } from '#schemas/experiment.ts';
import { bodyOf } from '../document/body.ts';
import { DocumentList } from '../document/DocumentList.tsx';
import type { DocumentRecord } from '../document/types.ts';
import { Facet } from '../ui/Facet.tsx';
import { formatCount, humanize } from '../ui/format.ts';
import { useView, type View } from '../ui/use-view.ts';
import { experimentNoun } from './noun.ts';
import type { ExperimentSummary } from './types.ts';
import { VerdictChip } from './VerdictChip.tsx';

const statusColors = { draft: 'default', running: 'success', stopped: 'info' } as const;
const states = Object.keys(statusColors).map((status) => ({ label: status, value: status }));

const experimentOf = ({ body }: DocumentRecord): Experiment | undefined => bodyOf('experiment', body);

const StatusCell = ({ record }: { record: DocumentRecord }) => {
  const status = experimentOf(record)?.status;
  if (status === undefined) return '–';
  return <Chip size="small" variant="outlined" color={statusColors[status]} label={status} />;
};

const goalsOf = (record: DocumentRecord): string =>
  experimentOf(record)
    ?.metrics.filter(({ role }) => role === 'goal')
    .map(({ metric }) => humanize(metric))
    .join(', ') ?? '–';

/** What the report says of a row, once it is there; an experiment that never ran has none. */
const Summarized = ({
  summaries: { value, error },
  record,
  show,
}: {
  summaries: View<ExperimentSummary[]>;
  record: DocumentRecord;
  show: (summary: ExperimentSummary) => ReactNode;
}) => {
  if (error) return <Typography variant="body2">not known</Typography>;
  if (!value) return <Skeleton width={70} />;
  const summary = value.find(({ key }) => key === record.key);
  return summary ? show(summary) : '–';
};

export const ExperimentList = () => {
  const summaries = useView<ExperimentSummary[]>('experiment-summaries');
  return (
    <DocumentList
      noun={experimentNoun}
      sort={{ field: 'updatedAt', order: 'DESC' }}
      facets={<Facet source="body.status" label="State" choices={states} />}
    >
      <DataTable.Col<DocumentRecord>
        label="State"
        disableSort
        render={(record) => <StatusCell record={record} />}
      />
      <DataTable.Col<DocumentRecord>
        label="Verdict so far"
        disableSort
        render={(record) => (
          <Summarized
            summaries={summaries}
            record={record}
            show={({ verdict }) => <VerdictChip verdict={verdict} />}
          />
        )}
      />
      <DataTable.Col<DocumentRecord>
        label="Customers exposed"
        align="right"
        disableSort
        render={(record) => (
          <Summarized
            summaries={summaries}
            record={record}
            show={({ customers }) => formatCount(customers)}
          />
        )}
      />
      <DataTable.Col<DocumentRecord> label="Goals" disableSort render={goalsOf} />
    </DocumentList>
  );
};
