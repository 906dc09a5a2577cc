import { formatShare } from '../ui/format.ts';
import type { Progress } from './types.ts';

/**
 * What is being done to memberships, and how much of it is done, in words.
 * @example progressPhrase({ done: 40, total: 100 }) // 'recomputing, 40%'
 */
export const progressPhrase = ({ counting, ...computing }: Pick<Progress, 'done' | 'total' | 'counting'>) => {
  const { done, total } = counting ?? computing;
  const share = formatShare(total === 0 ? 1 : done / total, 0);
  return `${counting ? 'counting histories' : 'recomputing'}, ${share}`;
};
