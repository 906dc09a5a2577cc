import type { ResourceProps } from 'react-admin';
import { screen } from '../screen.ts';

export const rules: ResourceProps = {
  name: 'rules',
  list: screen(() => import('./RuleList.tsx'), 'RuleList'),
  show: screen(() => import('./RuleScreens.tsx'), 'RuleShow'),
  edit: screen(() => import('./RuleScreens.tsx'), 'RuleEdit'),
  create: screen(() => import('./RuleScreens.tsx'), 'RuleCreate'),
};
