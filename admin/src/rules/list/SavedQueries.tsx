import SavedIcon from '@mui/icons-material/BookmarkBorder';
import { Button, Divider, Menu, MenuItem, Stack, TextField } from '@mui/material';
import { type FormEvent, useState } from 'react';
import { type SavedQuery, useListContext, useSavedQueries } from 'react-admin';

const same = (one: unknown, other: unknown): boolean => JSON.stringify(one) === JSON.stringify(other);

/** Filters and order under a name: kept in this browser, applied in one click. */
export const SavedQueries = () => {
  const { resource, filterValues, displayedFilters, sort, perPage, setFilters, setSort } = useListContext();
  const [queries, setQueries] = useSavedQueries(resource);
  const [anchor, setAnchor] = useState<HTMLElement | null>(null);
  const [name, setName] = useState('');
  const current = queries.find(({ value }) => same(value?.filter, filterValues) && same(value?.sort, sort));
  const close = (): void => setAnchor(null);
  const apply = ({ value }: SavedQuery): void => {
    if (value?.filter) setFilters(value.filter, value.displayedFilters);
    if (value?.sort) setSort(value.sort);
    close();
  };
  const save = (event: FormEvent): void => {
    event.preventDefault();
    const label = name.trim();
    if (label === '') return;
    const value = { filter: filterValues, sort, perPage, displayedFilters };
    setQueries([...queries.filter((query) => query.label !== label), { label, value }]);
    setName('');
    close();
  };
  return (
    <>
      <Button
        startIcon={<SavedIcon />}
        aria-haspopup="menu"
        aria-expanded={anchor !== null}
        onClick={(event) => setAnchor(event.currentTarget)}
      >
        {current?.label ?? 'Saved queries'}
      </Button>
      <Menu open={anchor !== null} anchorEl={anchor} onClose={close}>
        {queries.length === 0 && <MenuItem disabled>None is saved yet</MenuItem>}
        {queries.map((query) => (
          <MenuItem key={query.label} selected={query === current} onClick={() => apply(query)}>
            {query.label}
          </MenuItem>
        ))}
        {current && (
          <MenuItem onClick={() => setQueries(queries.filter((query) => query !== current))}>
            Forget “{current.label}”
          </MenuItem>
        )}
        <Divider />
        <Stack
          component="form"
          role="none"
          direction="row"
          onSubmit={save}
          // typing is no search among the items
          onKeyDown={(event) => event.stopPropagation()}
          sx={{ px: 2, py: 1, gap: 1 }}
        >
          <TextField label="Save this as" value={name} onChange={(event) => setName(event.target.value)} />
          <Button type="submit" disabled={name.trim() === ''}>
            Save
          </Button>
        </Stack>
      </Menu>
    </>
  );
};
