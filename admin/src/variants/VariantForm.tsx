import { Stack } from '@mui/material';
import { Variant } from '#schemas/variant.ts';
import type { DocumentRecord, FormProps } from '../document/types.ts';
import { useDocuments } from '../document/use-documents.ts';
import { choiceNamed } from '../fields/ChoiceField.tsx';
import { ownTimeZone } from '../fields/DateTimeField.tsx';
import { FormSection, othersOf } from '../fields/FormSection.tsx';
import { jsonSchemaOf } from '../fields/json-schema.ts';
import { namesOf, type Suggest } from '../fields/schema-field.ts';
import { useSuggestions } from '../fields/use-suggestions.ts';
import { ContentSection } from './ContentSection.tsx';

const schema = jsonSchemaOf(Variant);

const about = ['key', 'name', 'description', 'placement'];
const content = ['content', 'renditions'];
const when = ['channels', 'requiresRule', 'requiresStock', 'frequencyCap', 'message', 'purpose', 'schedule'];
const products = ['recommend'];

type Content = { placement?: unknown; content?: unknown };

/** What the variants of the placement call their fields, so that a storefront finds them. */
const fieldNames = (variants: readonly DocumentRecord[], placement: unknown): string[] => {
  const contents = variants
    .map(({ body }) => (body ?? {}) as Content)
    .filter((body) => body.placement === placement)
    .flatMap(({ content }) => Object.keys((content ?? {}) as object));
  return [...new Set(contents)].sort();
};

const useVariantSuggestions = (placement: unknown): Suggest => {
  const suggest = useSuggestions();
  const variants = useDocuments('variants');
  return (name, beside) =>
    name === namesOf('content')
      ? fieldNames(variants, placement)
          .filter((field) => !Object.hasOwn(beside, field))
          .map(choiceNamed)
      : suggest(name, beside);
};

/** A variant as a form: where it goes, what it says on each channel and in each locale, and when it may show. */
export const VariantForm = (form: FormProps) => {
  const { body } = form;
  const more = othersOf(schema, body, [...about, ...content, ...when, ...products]);
  const section = { ...form, schema, suggest: useVariantSuggestions(body['placement']) };
  return (
    <Stack spacing={2}>
      <FormSection {...section} title="About" names={about} />
      <ContentSection {...section} />
      <FormSection
        {...section}
        title="When it may show"
        hint={`moments by your clock, ${ownTimeZone()}`}
        names={when}
      />
      <FormSection {...section} title="Products" names={products} />
      {more.length > 0 && <FormSection {...section} title="More" names={more} />}
    </Stack>
  );
};
