import type { ResourceProps } from 'react-admin';
import { screen } from '../screen.ts';

export const conditions: ResourceProps = {
  name: 'conditions',
  list: screen(() => import('./NamedConditionList.tsx'), 'NamedConditionList'),
  show: screen(() => import('./NamedConditionScreens.tsx'), 'NamedConditionShow'),
  edit: screen(() => import('./NamedConditionScreens.tsx'), 'NamedConditionEdit'),
  create: screen(() => import('./NamedConditionScreens.tsx'), 'NamedConditionCreate'),
};
