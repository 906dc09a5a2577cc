import { defineNoun } from '../document/noun.ts';
import { VariantForm } from './VariantForm.tsx';
import { VariantRail, VariantSummary } from './VariantSummary.tsx';

export const variantNoun = defineNoun({
  kind: 'variant',
  resource: 'variants',
  one: 'variant',
  many: 'Variants',
  purpose: 'Pieces of content that compete for a placement.',
  template: {
    key: 'new-variant',
    name: 'New variant',
    placement: 'hero_banner',
    content: { title: 'What the storefront shows' },
  },
  Summary: VariantSummary,
  Form: VariantForm,
  Rail: VariantRail,
});
