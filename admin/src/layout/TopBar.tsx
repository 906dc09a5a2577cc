import { Box, Chip, Tooltip, Typography } from '@mui/material';
import { AppBar } from 'react-admin';
import type { Overview } from '../home/types.ts';
import { useView } from '../ui/use-view.ts';
import { EnvironmentSwitch } from './EnvironmentSwitch.tsx';
import { Mark } from './Mark.tsx';

const DemoBadge = () => {
  const { value } = useView<Overview>('overview');
  if (!value?.demo) return null;
  return (
    <Tooltip title="This shop, its customers and their behavior are made up. Remove them on the home page.">
      <Chip size="small" color="warning" variant="outlined" label="Demo data" tabIndex={0} />
    </Tooltip>
  );
};

export const TopBar = () => (
  <AppBar
    color="inherit"
    sx={{
      bgcolor: 'background.paper',
      borderBottom: 1,
      borderColor: 'divider',
      '& .MuiToolbar-root': { minHeight: 56 },
    }}
  >
    <Mark />
    <Typography component="span" sx={{ fontWeight: 750, fontSize: '1.05rem', ml: 1, mr: 2 }}>
      Attune
    </Typography>
    <DemoBadge />
    <Box sx={{ flexGrow: 1 }} />
    <EnvironmentSwitch />
  </AppBar>
);
