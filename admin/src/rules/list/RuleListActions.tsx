import AddIcon from '@mui/icons-material/Add';
import CsvIcon from '@mui/icons-material/FileDownloadOutlined';
import UndoIcon from '@mui/icons-material/Undo';
import { Button } from '@mui/material';
import { useDataProvider, useListContext, useNotify } from 'react-admin';
import { Link } from 'react-router';
import type { DocumentRecord } from '../../document/types.ts';
import { ColumnMenu } from './ColumnMenu.tsx';
import { downloadRules } from './rules-csv.ts';
import { SavedQueries } from './SavedQueries.tsx';
import type { Told } from './types.ts';

const ExportButton = ({ told }: { told: Told }) => {
  const { filterValues, sort } = useListContext();
  const dataProvider = useDataProvider();
  const notify = useNotify();
  const download = async (): Promise<void> => {
    try {
      const pagination = { page: 1, perPage: 1000 };
      const { data } = await dataProvider.getList<DocumentRecord>('rules', {
        pagination,
        sort,
        filter: filterValues,
      });
      downloadRules(data, told);
    } catch (error) {
      notify((error as Error).message, { type: 'error' });
    }
  };
  return (
    <Button startIcon={<CsvIcon />} onClick={() => void download()}>
      CSV
    </Button>
  );
};

/** What stands above the table. */
export const RuleListActions = ({ told, undo }: { told: Told; undo: (() => void) | undefined }) => (
  <>
    {undo && (
      <Button startIcon={<UndoIcon />} onClick={undo}>
        Undo the move
      </Button>
    )}
    <SavedQueries />
    <ColumnMenu />
    <ExportButton told={told} />
    <Button component={Link} to="/rules/create" variant="contained" startIcon={<AddIcon />}>
      New rule
    </Button>
  </>
);
