import type { ResourceProps } from 'react-admin';
import { screen } from '../screen.ts';

export const placements: ResourceProps = {
  name: 'placements',
  list: screen(() => import('./PlacementList.tsx'), 'PlacementList'),
  show: screen(() => import('./PlacementScreens.tsx'), 'PlacementShow'),
  edit: screen(() => import('./PlacementScreens.tsx'), 'PlacementEdit'),
  create: screen(() => import('./PlacementScreens.tsx'), 'PlacementCreate'),
};
