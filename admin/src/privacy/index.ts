import type { ResourceProps } from 'react-admin';
import { screen } from '../screen.ts';

export const privacyRequests: ResourceProps = {
  name: 'privacy-requests',
  list: screen(() => import('./RequestList.tsx'), 'RequestList'),
  show: screen(() => import('./RequestShow.tsx'), 'RequestShow'),
};
