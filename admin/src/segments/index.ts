import type { ResourceProps } from 'react-admin';
import { screen } from '../screen.ts';

export const segments: ResourceProps = {
  name: 'segments',
  list: screen(() => import('./SegmentList.tsx'), 'SegmentList'),
  show: screen(() => import('./SegmentScreens.tsx'), 'SegmentShow'),
  edit: screen(() => import('./SegmentScreens.tsx'), 'SegmentEdit'),
  create: screen(() => import('./SegmentScreens.tsx'), 'SegmentCreate'),
};
