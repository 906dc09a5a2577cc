import ColumnsIcon from '@mui/icons-material/ViewColumn';
import { Button, Checkbox, ListItemText, Menu, MenuItem } from '@mui/material';
import { useState } from 'react';
import { useStore } from 'react-admin';
import { columns } from './columns.tsx';
import type { Column } from './types.ts';

/** The columns that are shown; which ones is remembered. */
export const useColumns = (): {
  shown: readonly Column[];
  hidden: readonly string[];
  toggle: (key: string) => void;
} => {
  const [hidden, setHidden] = useStore<string[]>('rules.hiddenColumns', ['author', 'updatedAt']);
  const toggle = (key: string): void =>
    setHidden(hidden.includes(key) ? hidden.filter((one) => one !== key) : [...hidden, key]);
  return { shown: columns.filter(({ key }) => !hidden.includes(key)), hidden, toggle };
};

/** Chooses the columns. */
export const ColumnMenu = () => {
  const { hidden, toggle } = useColumns();
  const [anchor, setAnchor] = useState<HTMLElement | null>(null);
  return (
    <>
      <Button
        startIcon={<ColumnsIcon />}
        aria-haspopup="menu"
        aria-expanded={anchor !== null}
        onClick={(event) => setAnchor(event.currentTarget)}
      >
        Columns
      </Button>
      <Menu open={anchor !== null} anchorEl={anchor} onClose={() => setAnchor(null)}>
        {columns.map(({ key, label }) => (
          <MenuItem
            key={key}
            dense
            role="menuitemcheckbox"
            aria-checked={!hidden.includes(key)}
            onClick={() => toggle(key)}
          >
            <Checkbox
              size="small"
              checked={!hidden.includes(key)}
              tabIndex={-1}
              sx={{ p: 0, mr: 1 }}
              slotProps={{ input: { 'aria-hidden': true, tabIndex: -1 } }}
            />
            <ListItemText primary={label} />
          </MenuItem>
        ))}
      </Menu>
    </>
  );
};
