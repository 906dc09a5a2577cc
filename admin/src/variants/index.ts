import type { ResourceProps } from 'react-admin';
import { screen } from '../screen.ts';

export const variants: ResourceProps = {
  name: 'variants',
  list: screen(() => import('./VariantList.tsx'), 'VariantList'),
  show: screen(() => import('./VariantScreens.tsx'), 'VariantShow'),
  edit: screen(() => import('./VariantScreens.tsx'), 'VariantEdit'),
  create: screen(() => import('./VariantScreens.tsx'), 'VariantCreate'),
};
