/** Where visits come from. */
export type TrafficSource = 'direct' | 'email' | 'paid' | 'referral' | 'search' | 'social';
