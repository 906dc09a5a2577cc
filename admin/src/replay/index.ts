import { screen } from '../screen.ts';

export const ReplayRoute = screen(() => import('./ReplayScreen.tsx'), 'ReplayScreen');
