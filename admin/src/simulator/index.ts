import { screen } from '../screen.ts';

export const SimulatorRoute = screen(() => import('./SimulatorScreen.tsx'), 'SimulatorScreen');
