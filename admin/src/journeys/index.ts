import type { ResourceProps } from 'react-admin';
import { screen } from '../screen.ts';

export const journeys: ResourceProps = {
  name: 'journeys',
  list: screen(() => import('./JourneyList.tsx'), 'JourneyList'),
  show: screen(() => import('./JourneyScreens.tsx'), 'JourneyShow'),
  edit: screen(() => import('./JourneyScreens.tsx'), 'JourneyEdit'),
  create: screen(() => import('./JourneyScreens.tsx'), 'JourneyCreate'),
};
