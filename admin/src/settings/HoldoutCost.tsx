import { Alert } from '@mui/material';
import { formatShare } from '../ui/format.ts';

/**
 * What holding customers out costs, in words; undefined for what is no share.
 * @example costOf(0.05, 'defaults') // 'About 1 customer in 20 always gets defaults …'
 */
export const costOf = (share: unknown, who: string): string | undefined => {
  if (share !== undefined && (typeof share !== 'number' || share < 0 || share > 1)) return undefined;
  if (share === undefined || share === 0)
    return 'Nobody is held out. It costs nothing, and what personalization is worth here cannot be measured.';
  if (share === 1)
    return `Everyone always gets ${who}: nothing is personalized, and there is nothing to compare with.`;
  const gain = formatShare(share);
  return (
    `About 1 customer in ${Math.round(1 / share)} always gets ${who}. It costs the ${gain} of the gain that ` +
    `they would have brought, and buys the measure of that gain for the other ${formatShare(1 - share)}. A smaller ` +
    'holdout costs less and takes longer to tell. Raising the share keeps everyone who is held out.'
  );
};

/** What a holdout of this share costs, and what it is good for. */
export const HoldoutCost = ({ share, who }: { share: unknown; who: string }) => {
  const cost = costOf(share, who);
  return cost === undefined ? null : (
    <Alert severity="info" variant="outlined" sx={{ mt: 2 }}>
      {cost}
    </Alert>
  );
};
