import type { RuleAudience } from '#schemas/rule-insight.ts';
import { formatCount } from '../ui/format.ts';

/**
 * An estimate with its range; a count as it is.
 * @example aboutSoMany({ customers: 1000, low: 770, high: 1250 }) // 'about 1,000 (770–1,250)'
 */
export const aboutSoMany = ({ customers, low, high }: RuleAudience['estimate']): string =>
  low === high
    ? formatCount(customers)
    : `about ${formatCount(customers)} (${formatCount(low)}–${formatCount(high)})`;
