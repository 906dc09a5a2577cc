import { useView, type View } from '../ui/use-view.ts';
import type { Overview } from './types.ts';

/** The numbers of the home screen; asked for again at an interval in milliseconds, if one is given. */
export const useOverview = (refetchInterval?: number): View<Overview> =>
  useView<Overview>('overview', refetchInterval === undefined ? {} : { refetchInterval });
