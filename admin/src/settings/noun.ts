import { Settings } from '#schemas/settings.ts';
import { defineNoun } from '../document/noun.ts';
import { SettingsForm } from './SettingsForm.tsx';
import { SettingsRail, SettingsSummary } from './SettingsSummary.tsx';

export const settingsNoun = defineNoun({
  kind: 'settings',
  resource: 'settings',
  one: 'settings',
  many: 'Settings',
  purpose: 'What holds for the whole project; versioned and published like everything else.',
  template: Settings.parse({}),
  Summary: SettingsSummary,
  Form: SettingsForm,
  Rail: SettingsRail,
});
