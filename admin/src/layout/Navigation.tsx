import {
  Box,
  List,
  ListItem,
  ListItemButton,
  ListItemIcon,
  ListItemText,
  Tooltip,
  Typography,
  useMediaQuery,
} from '@mui/material';
import type { Theme } from '@mui/material/styles';
import { useSidebarState } from 'react-admin';
import { Link, useLocation } from 'react-router';
import { navigation } from './navigation.ts';

type Group = (typeof navigation)[number];
type Item = Group['items'][number];

const isHere = (pathname: string, to: string): boolean =>
  to === '/' ? pathname === '/' : pathname === to || pathname.startsWith(`${to}/`);

/** On a small screen the sidebar covers the page, so that a choice closes it. */
const useCloseAfterChoice = (): (() => void) => {
  const [, setOpen] = useSidebarState();
  const small = useMediaQuery<Theme>((theme) => theme.breakpoints.down('md'));
  return () => {
    if (small) setOpen(false);
  };
};

const NavigationItem = ({
  item: { label, to, icon: Icon, external },
  open,
}: {
  item: Item;
  open: boolean;
}) => {
  const { pathname } = useLocation();
  const close = useCloseAfterChoice();
  const here = isHere(pathname, to);
  const target = external
    ? { component: 'a' as const, href: to, target: '_blank', rel: 'noopener' }
    : { component: Link, to };
  return (
    <ListItem disablePadding>
      <Tooltip title={open ? null : label} placement="right">
        <ListItemButton
          {...target}
          onClick={close}
          selected={here}
          aria-current={here ? 'page' : undefined}
          sx={{ borderRadius: 1.5, py: 0.6, px: 1.25, minHeight: 36 }}
        >
          <ListItemIcon sx={{ minWidth: 34, color: here ? 'primary.main' : 'text.secondary' }}>
            <Icon fontSize="small" />
          </ListItemIcon>
          <ListItemText
            primary={label}
            slotProps={{ primary: { variant: 'body2', noWrap: true, sx: { fontWeight: here ? 650 : 450 } } }}
          />
        </ListItemButton>
      </Tooltip>
    </ListItem>
  );
};

const NavigationGroup = ({ group: { label, items }, open }: { group: Group; open: boolean }) => (
  <Box sx={{ mb: 1 }}>
    {label && open && (
      <Typography
        variant="caption"
        component="p"
        color="text.secondary"
        sx={{ px: 1.25, pt: 1, fontWeight: 650 }}
      >
        {label}
      </Typography>
    )}
    <List disablePadding aria-label={label ?? 'Start'}>
      {items.map((item) => (
        <NavigationItem key={item.to} item={item} open={open} />
      ))}
    </List>
  </Box>
);

export const Navigation = () => {
  const [open] = useSidebarState();
  return (
    <Box
      component="nav"
      aria-label="Main"
      sx={{ px: 1, py: 1.5, width: open ? 216 : 60, overflowX: 'hidden' }}
    >
      {navigation.map((group) => (
        <NavigationGroup key={group.label ?? 'start'} group={group} open={open} />
      ))}
    </Box>
  );
};
