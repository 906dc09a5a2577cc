import type { Withheld } from '#schemas/withheld.ts';
import { formatTime, humanize } from '../ui/format.ts';

const whyOf = ({ purpose, reason }: Withheld): string => {
  const use = purpose === null ? 'this' : humanize(purpose);
  const words = {
    restriction: 'the processing of the data is restricted',
    global_privacy_control: `${use} refused by Global Privacy Control`,
    customer: `${use} refused`,
    default_consent: `${use} is not consented to, and the settings decline`,
    privacy_compliance: `${use} is not consented to, and the law that applies asks for it`,
    holdout: 'the customer is held out, to measure the rest against',
  } as const;
  return words[reason];
};

/**
 * Why something is not shown of a customer, in words.
 * @example withheldPhrase({ section: 'segments', purpose: null, reason: 'holdout', since: null })
 */
export const withheldPhrase = (withheld: Withheld): string => {
  const { reason, since } = withheld;
  const when = since === null ? '' : `${reason === 'restriction' ? ' since ' : ' on '}${formatTime(since)}`;
  return `Withheld: ${whyOf(withheld)}${when}.`;
};
