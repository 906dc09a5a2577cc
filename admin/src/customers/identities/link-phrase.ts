import { formatTime } from '../../ui/format.ts';
import type { WireLink } from '../types.ts';

const causes = {
  identify: 'by a login',
  alias: 'by an alias',
  merge: 'by hand',
} as const satisfies Record<WireLink['cause'], string>;

/** What became of a link, and why. */
const states = {
  active: () => '',
  shared: ({ sharedSince }) =>
    `More than one customer uses this device: what is anonymous on it since ${formatTime(sharedSince ?? '')} is nobody’s.`,
  refused: () => 'Not joined: a further device is joined only with consent to cross-device use.',
  undone: () => 'Undone by hand. A login does not make it again, only a merge.',
} as const satisfies Record<WireLink['state'], (link: WireLink) => string>;

/** @example madeBy(link) // 'by a login, 3/1/2026, 12:00:00 PM' */
export const madeBy = ({ cause, at }: WireLink): string => `${causes[cause]}, ${formatTime(at)}`;

/** Why a link does not hold, or not alone; empty where it does. */
export const caveatOf = (link: WireLink): string => states[link.state](link);
