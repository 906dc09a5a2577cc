import { Box, Button, Table, TableBody, TableCell, TableHead, TableRow, Typography } from '@mui/material';
import { Scrollable } from '../ui/Scrollable.tsx';
import { cardOf } from './card.ts';
import {
  axesOf,
  contentOf,
  fallbacks,
  ownAt,
  type Place,
  placeName,
  type Renderable,
  sourceName,
} from './renditions.ts';

const excerptOf = (content: Readonly<Record<string, unknown>>): string => {
  const { title, text, items } = cardOf(content);
  return title ?? text ?? (items.join(', ') || 'own content');
};

type CellProps = { variant: Renderable; place: Place; isChosen: boolean; onChoose: (place: Place) => void };

/** What one channel and locale get: words of their own, or where theirs come from. */
const Cell = ({ variant, place, isChosen, onChoose }: CellProps) => {
  const own = ownAt(variant, place);
  const source = fallbacks(variant, place)[0] ?? 'content';
  const isOwn = own !== undefined && own === source;
  return (
    <Button
      size="small"
      fullWidth
      variant={isChosen ? 'outlined' : 'text'}
      aria-pressed={isChosen}
      aria-label={`${placeName(place)}: ${isOwn ? excerptOf(contentOf(variant, source)) : `as ${sourceName(variant, source)}`}`}
      onClick={() => onChoose(place)}
      sx={{ justifyContent: 'flex-start', textAlign: 'left', minWidth: 150 }}
    >
      {isOwn ? (
        <Box
          component="span"
          sx={{ maxWidth: 220, overflow: 'hidden', textOverflow: 'ellipsis', whiteSpace: 'nowrap' }}
        >
          {excerptOf(contentOf(variant, source))}
        </Box>
      ) : (
        <Typography component="span" variant="caption" color="text.secondary">
          ↳ as {sourceName(variant, source)}
        </Typography>
      )}
    </Button>
  );
};

type Props = { variant: Renderable; chosen: Place; onChoose: (place: Place) => void };

/** Every channel and locale that the variant tells apart, with what each gets. */
export const RenditionTable = ({ variant, chosen, onChoose }: Props) => {
  const { channels, locales } = axesOf(variant, chosen);
  return (
    <Scrollable label="Renditions by channel and locale">
      <Table size="small" aria-label="Renditions by channel and locale">
        <TableHead>
          <TableRow>
            <TableCell>Locale</TableCell>
            {channels.map((channel) => (
              <TableCell key={channel}>{channel === '' ? 'Any channel' : channel}</TableCell>
            ))}
          </TableRow>
        </TableHead>
        <TableBody>
          {locales.map((locale) => (
            <TableRow key={locale}>
              <TableCell component="th" scope="row" sx={{ fontWeight: 600, whiteSpace: 'nowrap' }}>
                {locale === '' ? 'Any locale' : locale}
              </TableCell>
              {channels.map((channel) => (
                <TableCell key={channel} sx={{ p: 0.5 }}>
                  <Cell
                    variant={variant}
                    place={{ channel, locale }}
                    isChosen={channel === chosen.channel && locale === chosen.locale}
                    onChoose={onChoose}
                  />
                </TableCell>
              ))}
            </TableRow>
          ))}
        </TableBody>
      </Table>
    </Scrollable>
  );
};
