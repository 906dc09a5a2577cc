import { expect, test } from 'vitest';
import type { Gate } from '#schemas/decision-record.ts';
import type { Profile } from '#schemas/profile.ts';
import { withheldFrom } from '#server/domain/decisions/withheld.ts';
import { at, daysBefore, ordersAtLeast, profileOf, releaseOf, segment } from './shop.ts';

const marketing = segment('readers', ordersAtLeast(1));
const release = releaseOf({
  documents: [{ ...marketing, body: { ...(marketing.body as object), purpose: 'marketing_email' } }],
});
const open: Gate = { state: 'open' };
const said = daysBefore(3);
const since = said.toISOString();
const refused = { consent: { profiling: false }, consentDetails: { profiling: { at: said } } };
const signaled = {
  consent: { profiling: false },
  consentDetails: { profiling: { at: said, signal: 'gpc' as const } },
};
const mayWrite = { marketing_email: true };

test.each<[string, Partial<Profile>, Gate, object[]]>([
  ['nothing, with consent to every purpose that is asked for', { consent: mayWrite }, open, []],
  [
    'segments of a purpose that the law asks consent for',
    {},
    open,
    [{ section: 'segments', purpose: 'marketing_email', reason: 'privacy_compliance', since: null }],
  ],
  [
    'the preferences of whoever refused profiling',
    { ...refused, consent: { ...refused.consent, ...mayWrite } },
    open,
    [{ section: 'preferences', purpose: 'profiling', reason: 'customer', since }],
  ],
  [
    'the preferences of whoever signals it',
    { ...signaled, consent: { ...signaled.consent, ...mayWrite } },
    open,
    [{ section: 'preferences', purpose: 'profiling', reason: 'global_privacy_control', since }],
  ],
  [
    'segments and the next action of whoever is restricted',
    { restrictedAt: said },
    { state: 'no_consent', basis: 'restriction' },
    ['segments', 'next_best_action'].map((section) => ({
      ...{ section, purpose: 'personalization', reason: 'restriction', since },
    })),
  ],
  [
    'segments and the next action of whoever is held out',
    {},
    { state: 'holdout', share: 0.1 },
    ['segments', 'next_best_action'].map((section) => ({
      ...{ section, purpose: null, reason: 'holdout', since: null },
    })),
  ],
])('withheld is: %s', (_, fields, gate, withheld) => {
  expect(withheldFrom({ profile: profileOf(fields), gate, release, at })).toEqual(withheld);
});
