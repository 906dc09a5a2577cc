import { Button } from '@mui/material';
import { useGetList } from 'react-admin';
import { Link } from 'react-router';
import { DocumentCreate } from '../document/DocumentCreate.tsx';
import { DocumentEdit } from '../document/DocumentEdit.tsx';
import { DocumentShow } from '../document/DocumentShow.tsx';
import type { DocumentRecord } from '../document/types.ts';
import { EmptyState } from '../ui/EmptyState.tsx';
import { Failure, Placeholder } from '../ui/Loaded.tsx';
import { PageHeader } from '../ui/PageHeader.tsx';
import { settingsNoun } from './noun.ts';

const Defaults = () => (
  <>
    <PageHeader title="Settings" subtitle={settingsNoun.purpose} />
    <EmptyState
      title="The defaults hold"
      why="Nobody has changed a setting in this environment. The first change makes a document of them, versioned like every other."
      action={
        <Button component={Link} to="/settings/create" variant="contained">
          Change settings
        </Button>
      }
    />
  </>
);

/** There is one settings document at most, so that its list is the document itself. */
export const SettingsHome = () => {
  const { total, error, refetch } = useGetList<DocumentRecord>('settings');
  if (error) return <Failure error={error} retry={refetch} />;
  if (total === undefined) return <Placeholder />;
  return total === 0 ? <Defaults /> : <DocumentShow noun={settingsNoun} id="settings" />;
};

export const SettingsEdit = () => <DocumentEdit noun={settingsNoun} />;
export const SettingsCreate = () => <DocumentCreate noun={settingsNoun} />;
