import type { ResourceProps } from 'react-admin';
import { screen } from '../screen.ts';

export const releases: ResourceProps = {
  name: 'releases',
  list: screen(() => import('./ReleaseList.tsx'), 'ReleaseList'),
  show: screen(() => import('./ReleaseShow.tsx'), 'ReleaseShow'),
};
