import type { ResourceProps } from 'react-admin';
import { screen } from '../screen.ts';

export const customers: ResourceProps = {
  name: 'customers',
  list: screen(() => import('./CustomerList.tsx'), 'CustomerList'),
  show: screen(() => import('./CustomerShow.tsx'), 'CustomerShow'),
};
