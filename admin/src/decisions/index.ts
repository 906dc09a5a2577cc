import type { ResourceProps } from 'react-admin';
import { screen } from '../screen.ts';

export const decisions: ResourceProps = {
  name: 'decisions',
  list: screen(() => import('./DecisionList.tsx'), 'DecisionList'),
  show: screen(() => import('./DecisionShow.tsx'), 'DecisionShow'),
};
