import SearchIcon from '@mui/icons-material/Search';
import { Button, Card, InputAdornment, Stack } from '@mui/material';
import type { ReactNode } from 'react';
import { ListBase, Pagination, type RaRecord, type SortPayload, useListContext } from 'react-admin';
import { EmptyState } from './EmptyState.tsx';
import { Failure, Placeholder } from './Loaded.tsx';
import { PageHeader } from './PageHeader.tsx';
import { Scrollable } from './Scrollable.tsx';
import { TextFacet } from './TextFacet.tsx';

type Props = {
  title: string;
  subtitle?: string;
  resource: string;
  sort?: SortPayload;
  perPage?: number;
  /** The label of the search field; none without it. */
  search?: string;
  /** Facets beside the search field. */
  filters?: ReactNode;
  actions?: ReactNode;
  empty: ReactNode;
  /** Whether the table itself scrolls sideways where it is too wide, beside what does not. */
  scrollsItself?: boolean;
  /** The table. */
  children: ReactNode;
};

const Search = ({ label }: { label: string }) => (
  <TextFacet
    source="q"
    label={label}
    sx={{ width: { xs: '100%', sm: 320 } }}
    slotProps={{
      input: {
        startAdornment: (
          <InputAdornment position="start">
            <SearchIcon fontSize="small" />
          </InputAdornment>
        ),
      },
    }}
  />
);

const NothingMatches = () => {
  const { setFilters } = useListContext();
  return (
    <EmptyState
      title="Nothing matches"
      why="There are others that this search and these choices leave out."
      action={
        <Button variant="contained" onClick={() => setFilters({})}>
          Clear the filters
        </Button>
      }
    />
  );
};

const Table = ({
  title,
  empty,
  scrollsItself,
  children,
}: Pick<Props, 'title' | 'empty' | 'scrollsItself' | 'children'>) => {
  const { isPending, error, total, refetch, filterValues } = useListContext<RaRecord>();
  const narrowed = Object.keys(filterValues).length > 0;
  if (error) return <Failure error={error} retry={refetch} />;
  if (isPending) return <Placeholder rows={4} />;
  return (
    <Card sx={{ overflow: 'hidden' }}>
      {total === 0 ? (
        narrowed ? (
          <NothingMatches />
        ) : (
          empty
        )
      ) : (
        <>
          {scrollsItself ? children : <Scrollable label={`All columns of ${title}`}>{children}</Scrollable>}
          <Pagination rowsPerPageOptions={[10, 25, 50, 100]} />
        </>
      )}
    </Card>
  );
};

/** A list screen: heading, search, table, pages, and what to say when there is nothing. */
export const ResourceList = (props: Props) => {
  const { title, subtitle, resource, search, filters, actions, empty, children } = props;
  return (
    <ListBase
      resource={resource}
      perPage={props.perPage ?? 25}
      sort={props.sort ?? { field: 'name', order: 'ASC' }}
      queryOptions={{ retry: false }}
    >
      <PageHeader title={title} subtitle={subtitle} actions={actions} />
      {(search || filters) && (
        <Stack direction="row" useFlexGap sx={{ flexWrap: 'wrap', gap: 1.5, mb: 2, alignItems: 'center' }}>
          {search && <Search label={search} />}
          {filters}
        </Stack>
      )}
      <Table title={title} empty={empty} scrollsItself={props.scrollsItself === true}>
        {children}
      </Table>
    </ListBase>
  );
};
