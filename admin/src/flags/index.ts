import type { ResourceProps } from 'react-admin';
import { screen } from '../screen.ts';

export const flags: ResourceProps = {
  name: 'flags',
  list: screen(() => import('./FlagList.tsx'), 'FlagList'),
  show: screen(() => import('./FlagScreens.tsx'), 'FlagShow'),
  edit: screen(() => import('./FlagScreens.tsx'), 'FlagEdit'),
  create: screen(() => import('./FlagScreens.tsx'), 'FlagCreate'),
};
