import type { ResourceProps } from 'react-admin';
import { screen } from '../screen.ts';

export const apiKeys: ResourceProps = {
  name: 'api-keys',
  list: screen(() => import('./ApiKeyList.tsx'), 'ApiKeyList'),
};
