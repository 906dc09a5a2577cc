import { Box, Link, Stack, Typography } from '@mui/material';
import type { ReactNode } from 'react';
import { Link as RouterLink } from 'react-router';

type Props = {
  title: string;
  /** The list a record belongs to. */
  parent?: { label: string; to: string };
  subtitle?: ReactNode;
  badges?: ReactNode;
  actions?: ReactNode;
};

/** The one heading of a screen, which also names the browser tab. */
export const PageHeader = ({ title, parent, subtitle, badges, actions }: Props) => (
  <Box component="header" sx={{ pt: 2.5, pb: 2 }}>
    <title>{`${title} · Attune`}</title>
    {parent && (
      <Link component={RouterLink} to={parent.to} variant="body2" underline="hover">
        ← {parent.label}
      </Link>
    )}
    <Stack direction="row" useFlexGap sx={{ flexWrap: 'wrap', gap: 1.5, alignItems: 'center' }}>
      <Typography variant="h1" sx={{ overflowWrap: 'anywhere' }}>
        {title}
      </Typography>
      {badges}
      <Box sx={{ flexGrow: 1 }} />
      {actions}
    </Stack>
    {subtitle && (
      <Typography variant="body2" color="text.secondary" component="div" sx={{ mt: 0.5 }}>
        {subtitle}
      </Typography>
    )}
  </Box>
);
