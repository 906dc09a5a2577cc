import { useOverview } from './use-overview.ts';

/** Is the made-up shop in this environment? */
export const useDemo = (): boolean => useOverview().value?.demo ?? false;
