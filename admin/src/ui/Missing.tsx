import { Button } from '@mui/material';
import { Link } from 'react-router';
import { EmptyState } from './EmptyState.tsx';
import { PageHeader } from './PageHeader.tsx';

type Props = { title: string; why: string; back: { label: string; to: string } };

/** A screen for what is not there, with the way to what is. */
export const Missing = ({ title, why, back }: Props) => (
  <>
    <PageHeader title={title} />
    <EmptyState
      title="There is nothing here"
      why={why}
      action={
        <Button component={Link} to={back.to} variant="contained">
          Go to {back.label}
        </Button>
      }
    />
  </>
);
