import { Button, Stack, Typography } from '@mui/material';

type Props = { page: number; isLast: boolean; onPage: (page: number) => void };

/** Leads through what is read from its newest end; nothing where one page holds it all. */
export const Pager = ({ page, isLast, onPage }: Props) =>
  page === 0 && isLast ? null : (
    <Stack direction="row" sx={{ gap: 1, mt: 1.5, alignItems: 'center' }}>
      <Button size="small" disabled={page === 0} onClick={() => onPage(page - 1)}>
        Newer
      </Button>
      <Button size="small" disabled={isLast} onClick={() => onPage(page + 1)}>
        Older
      </Button>
      <Typography variant="caption" color="text.secondary">
        page {page + 1}
      </Typography>
    </Stack>
  );
