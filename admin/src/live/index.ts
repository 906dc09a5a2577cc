import { screen } from '../screen.ts';

export const LiveRoute = screen(() => import('./LiveScreen.tsx'), 'LiveScreen');
