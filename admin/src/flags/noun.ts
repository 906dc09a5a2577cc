import { defineNoun } from '../document/noun.ts';
import { FlagForm } from './FlagForm.tsx';
import { FlagSummary } from './FlagSummary.tsx';

export const flagNoun = defineNoun({
  kind: 'flag',
  resource: 'flags',
  one: 'flag',
  many: 'Flags',
  purpose: 'Typed settings that storefronts read.',
  template: { key: 'new-flag', name: 'New flag', type: 'boolean', value: false },
  Summary: FlagSummary,
  Form: FlagForm,
});
