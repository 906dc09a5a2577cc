import ImageIcon from '@mui/icons-material/ImageOutlined';
import { Box, Typography } from '@mui/material';
import { humanize } from '../ui/format.ts';
import { type Card, cardOf, isEmbedded } from './card.ts';

const frame = { bgcolor: 'background.default', border: 1, borderColor: 'divider', borderRadius: 2 };

/** An image that lies elsewhere is named and not fetched: a preview asks no other host. */
const Picture = ({ image, wide }: { image: string; wide: boolean }) => {
  const size = { width: wide ? 220 : '100%', flexShrink: 0, borderRadius: 1.5 };
  if (isEmbedded(image))
    return <Box component="img" src={image} alt="" sx={{ ...size, objectFit: 'cover' }} />;
  return (
    <Box
      sx={{ ...size, minHeight: 120, p: 1, display: 'grid', placeItems: 'center', bgcolor: 'action.hover' }}
    >
      <Box sx={{ textAlign: 'center', minWidth: 0 }}>
        <ImageIcon color="action" />
        <Typography variant="caption" component="p" sx={{ overflowWrap: 'anywhere' }}>
          {image.startsWith('data:') ? 'an image' : image}
        </Typography>
      </Box>
    </Box>
  );
};

/** Drawn, and does nothing: the address is said instead. */
const DrawnButton = ({ button, address }: { [Part in 'button' | 'address']: string | undefined }) => (
  <Box sx={{ display: 'flex', flexWrap: 'wrap', gap: 1, alignItems: 'center', mt: 1.5 }}>
    {button && (
      <Box
        component="span"
        sx={{ bgcolor: 'primary.main', color: 'primary.contrastText', borderRadius: 1.5, px: 2, py: 0.75 }}
      >
        <Typography component="span" variant="body2" sx={{ fontWeight: 600 }}>
          {button}
        </Typography>
      </Box>
    )}
    {address && (
      <Typography component="span" variant="caption" color="text.secondary" sx={{ overflowWrap: 'anywhere' }}>
        leads to {address}
      </Typography>
    )}
  </Box>
);

const Items = ({ items }: Pick<Card, 'items'>) => (
  <Box
    component="ul"
    sx={{ display: 'flex', flexWrap: 'wrap', gap: 1.5, listStyle: 'none', m: 0, mt: 1, p: 0 }}
  >
    {items.map((item) => (
      <Typography key={item} component="li" variant="body2" sx={{ fontWeight: 600 }}>
        {item}
      </Typography>
    ))}
  </Box>
);

const Others = ({ others }: Pick<Card, 'others'>) => (
  <Typography variant="caption" color="text.secondary" component="p" sx={{ mt: 1, overflowWrap: 'anywhere' }}>
    {'Handed over besides: '}
    {others
      .map(
        ([name, value]) => `${humanize(name)} ${typeof value === 'string' ? value : JSON.stringify(value)}`,
      )
      .join(' · ')}
  </Typography>
);

type Props = { content: Readonly<Record<string, unknown>>; width: 'desktop' | 'mobile'; products?: string };

/** Content as text and shapes: none of it is interpreted, fetched or followed. */
export const ContentCard = ({ content, width, products }: Props) => {
  const { image, title, text, button, address, items, others } = cardOf(content);
  const wide = width === 'desktop';
  return (
    <>
      <Box
        role="figure"
        aria-label="Preview"
        sx={{
          ...frame,
          p: 2.5,
          display: 'flex',
          flexDirection: wide ? 'row' : 'column',
          flexWrap: 'wrap',
          gap: 2,
          maxWidth: wide ? 'none' : 320,
          contain: 'content',
        }}
      >
        {image && <Picture image={image} wide={wide} />}
        <Box sx={{ flex: '1 1 200px', minWidth: 0, overflowWrap: 'anywhere' }}>
          {title && (
            <Typography
              component="p"
              sx={{ fontSize: wide ? '1.5rem' : '1.2rem', fontWeight: 700, lineHeight: 1.25 }}
            >
              {title}
            </Typography>
          )}
          {text && (
            <Typography component="p" sx={{ mt: title ? 0.75 : 0, whiteSpace: 'pre-line' }}>
              {text}
            </Typography>
          )}
          {items.length > 0 && <Items items={items} />}
          {products && (
            <Typography variant="body2" color="text.secondary" component="p" sx={{ mt: 1 }}>
              {products}
            </Typography>
          )}
          {(button || address) && <DrawnButton button={button} address={address} />}
          {!(title || text || image || button || items.length > 0) && (
            <Typography variant="body2" color="text.secondary">
              Nothing to draw yet: add a title, a text, an image or a button.
            </Typography>
          )}
        </Box>
      </Box>
      {others.length > 0 && <Others others={others} />}
    </>
  );
};
