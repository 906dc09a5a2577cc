import { Box, ToggleButton, ToggleButtonGroup, Typography } from '@mui/material';
import { useState } from 'react';
import { humanize } from '../ui/format.ts';
import { ContentCard } from './ContentCard.tsx';
import { contentOf, fallbacks, type Place, type Renderable, sourceName } from './renditions.ts';

type Width = 'desktop' | 'mobile';

const productsOf = (recommend: unknown): string | undefined => {
  if (typeof recommend !== 'object' || recommend === null) return undefined;
  const { count = 8, type = 'personalized_picks' } = recommend as { count?: number; type?: string };
  return `and ${count} products: ${humanize(type)}`;
};

type Props = { variant: Renderable; place: Place; recommend: unknown };

/** What the place gets, as the engine chooses it, and what it would get were that taken away. */
export const Preview = ({ variant, place, recommend }: Props) => {
  const [width, setWidth] = useState<Width>('desktop');
  const order = fallbacks(variant, place);
  const products = productsOf(recommend);
  return (
    <Box>
      <Box sx={{ display: 'flex', flexWrap: 'wrap', gap: 2, alignItems: 'center', mb: 1.5 }}>
        <Typography variant="h3" component="h3">
          Preview
        </Typography>
        <Box sx={{ flexGrow: 1 }} />
        <ToggleButtonGroup
          exclusive
          size="small"
          value={width}
          onChange={(_, next: Width | null) => next && setWidth(next)}
          aria-label="Width of the preview"
          sx={{ '& .MuiToggleButton-root': { textTransform: 'none', py: 0.25 } }}
        >
          <ToggleButton value="desktop">Desktop</ToggleButton>
          <ToggleButton value="mobile">Mobile</ToggleButton>
        </ToggleButtonGroup>
      </Box>
      <ContentCard
        content={contentOf(variant, order[0] ?? 'content')}
        width={width}
        {...(products !== undefined && { products })}
      />
      <Typography variant="body2" sx={{ mt: 1.5 }}>
        Served: <strong>{sourceName(variant, order[0] ?? 'content')}</strong>
        {order.length > 1 && (
          <Typography component="span" variant="body2" color="text.secondary">
            {`; without it ${order
              .slice(1)
              .map((source) => sourceName(variant, source))
              .join(', then ')}`}
          </Typography>
        )}
      </Typography>
    </Box>
  );
};
