import AccountIcon from '@mui/icons-material/AccountCircle';
import { Box, Button, Menu, MenuItem } from '@mui/material';
import { useState } from 'react';
import { useGetIdentity, useLogout } from 'react-admin';

/** Who is signed in, and the way out. */
export const AccountMenu = () => {
  const { identity } = useGetIdentity();
  const logout = useLogout();
  const name = identity?.fullName ?? 'Account';
  const [anchor, setAnchor] = useState<HTMLElement | null>(null);
  return (
    <>
      <Button
        color="inherit"
        startIcon={<AccountIcon />}
        aria-haspopup="menu"
        aria-label={name}
        onClick={(event) => setAnchor(event.currentTarget)}
        sx={{
          minWidth: { xs: 40, sm: 64 },
          '& .MuiButton-startIcon': { mr: { xs: 0, sm: 1 }, ml: { xs: 0, sm: -0.5 } },
        }}
      >
        <Box component="span" sx={{ display: { xs: 'none', sm: 'inline' } }}>
          {name}
        </Box>
      </Button>
      <Menu anchorEl={anchor} open={anchor !== null} onClose={() => setAnchor(null)}>
        <MenuItem onClick={() => logout()}>Sign out</MenuItem>
      </Menu>
    </>
  );
};
