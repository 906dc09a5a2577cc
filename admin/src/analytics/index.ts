import { screen } from '../screen.ts';

export const AnalyticsRoute = screen(() => import('./AnalyticsScreen.tsx'), 'AnalyticsScreen');
