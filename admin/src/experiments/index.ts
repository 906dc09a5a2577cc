import type { ResourceProps } from 'react-admin';
import { screen } from '../screen.ts';

export const experiments: ResourceProps = {
  name: 'experiments',
  list: screen(() => import('./ExperimentList.tsx'), 'ExperimentList'),
  show: screen(() => import('./ExperimentScreens.tsx'), 'ExperimentShow'),
  edit: screen(() => import('./ExperimentScreens.tsx'), 'ExperimentEdit'),
  create: screen(() => import('./ExperimentScreens.tsx'), 'ExperimentCreate'),
};
