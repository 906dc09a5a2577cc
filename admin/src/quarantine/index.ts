import type { ResourceProps } from 'react-admin';
import { screen } from '../screen.ts';

export const quarantine: ResourceProps = {
  name: 'quarantine',
  list: screen(() => import('./QuarantineList.tsx'), 'QuarantineList'),
  show: screen(() => import('./QuarantineShow.tsx'), 'QuarantineShow'),
};
