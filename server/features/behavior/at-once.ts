import type { StoredEvent } from '#schemas/event.ts';
import type { Settings } from '#schemas/settings.ts';

type Preferences = Pick<Settings, 'personalization_engine'>;

/**
 * Whether profiles follow events at once, or each minute.
 * @example followsAtOnce(settings) // true
 */
export const followsAtOnce = ({ personalization_engine: engine }: Preferences): boolean =>
  engine.real_time_processing && engine.profile_update_frequency === 'real_time';

type Kind = Pick<StoredEvent, 'type'>;

const statements: readonly string[] = ['consent_updated', 'identified', 'merged'];

/**
 * What customers say of themselves, and of what may be done with it, holds from then on.
 * @example isStatement({ type: 'consent_updated' }) // true
 */
export const isStatement = ({ type }: Kind): boolean => statements.includes(type);

/**
 * Whether events may wait for the next minute: what customers did may, what they said may not.
 * @example mayWait([pageViewed], settings) // false, unless the settings say so
 */
export const mayWait = (events: readonly Kind[], settings: Preferences): boolean =>
  !followsAtOnce(settings) && !events.some(isStatement);
