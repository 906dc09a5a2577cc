import type { ResourceProps } from 'react-admin';
import { screen } from '../screen.ts';

export const metrics: ResourceProps = {
  name: 'metrics',
  list: screen(() => import('./MetricList.tsx'), 'MetricList'),
  show: screen(() => import('./MetricScreens.tsx'), 'MetricShow'),
  edit: screen(() => import('./MetricScreens.tsx'), 'MetricEdit'),
  create: screen(() => import('./MetricScreens.tsx'), 'MetricCreate'),
};
