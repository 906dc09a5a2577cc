import type { Profile } from '#schemas/profile.ts';

/**
 * What was read for an identity, where it is the identity's own; null where that is part of another customer by now.
 * Whoever names a device tells nothing of whose it is, and may not be shown what is known of them.
 * @example ownProfile(profileOf7, 'anonymous_id:a') // null
 */
export const ownProfile = (profile: Profile | null, identity: string): Profile | null =>
  profile?.id === identity ? profile : null;
