import { Box, Chip, Tooltip, Typography, useMediaQuery } from '@mui/material';
import type { Theme } from '@mui/material/styles';
import { AppBar, type AppBarProps } from 'react-admin';
import { useDemo } from '../home/use-demo.ts';
import { AccountMenu } from './AccountMenu.tsx';
import { EnvironmentSwitch } from './EnvironmentSwitch.tsx';
import { Mark } from './Mark.tsx';

const DemoBadge = () => {
  if (!useDemo()) return null;
  return (
    <Tooltip title="This shop, its customers and their behavior are made up. Remove them on the home page.">
      <Chip size="small" color="warning" variant="outlined" label="Demo data" tabIndex={0} />
    </Tooltip>
  );
};

/** The bar above every screen; on a phone it holds only what one needs to act. */
export const TopBar = (props: AppBarProps) => {
  const narrow = useMediaQuery<Theme>((theme) => theme.breakpoints.down('sm'));
  return (
    <AppBar
      {...props}
      color="inherit"
      elevation={0}
      userMenu={<AccountMenu />}
      sx={{
        bgcolor: 'background.paper',
        borderBottom: 1,
        borderColor: 'divider',
        '& .MuiToolbar-root': { minHeight: 56 },
      }}
    >
      <Mark />
      {!narrow && (
        <>
          <Typography component="span" sx={{ fontWeight: 750, fontSize: '1.05rem', ml: 1, mr: 2 }}>
            Attune
          </Typography>
          <DemoBadge />
        </>
      )}
      <Box sx={{ flexGrow: 1 }} />
      <EnvironmentSwitch />
    </AppBar>
  );
};
