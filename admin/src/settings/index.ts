import type { ResourceProps } from 'react-admin';
import { screen } from '../screen.ts';

export const settings: ResourceProps = {
  name: 'settings',
  list: screen(() => import('./SettingsScreens.tsx'), 'SettingsHome'),
  show: screen(() => import('./SettingsScreens.tsx'), 'SettingsHome'),
  edit: screen(() => import('./SettingsScreens.tsx'), 'SettingsEdit'),
  create: screen(() => import('./SettingsScreens.tsx'), 'SettingsCreate'),
};
