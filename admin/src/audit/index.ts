import type { ResourceProps } from 'react-admin';
import { screen } from '../screen.ts';

export const audit: ResourceProps = {
  name: 'audit',
  list: screen(() => import('./AuditList.tsx'), 'AuditList'),
};
