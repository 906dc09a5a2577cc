import { hasConditions, Segment } from '#schemas/segment.ts';
import type { DraftBody, FormProps } from '../document/types.ts';
import { FormSection, othersOf } from '../fields/FormSection.tsx';
import { jsonSchemaOf } from '../fields/json-schema.ts';
import { useSuggestions } from '../fields/use-suggestions.ts';
import { ConditionsForm } from '../named-conditions/ConditionsForm.tsx';
import { ConditionsRail } from '../named-conditions/ConditionsRail.tsx';
import { UploadedOnly } from './UploadedOnly.tsx';

const schema = jsonSchemaOf(Segment);

/** Conditions stand where they say who is in it, and only there. */
const consistent = ({ conditions = { all: [] }, ...body }: DraftBody): DraftBody =>
  body['source'] === 'upload' ? body : { ...body, conditions };

/** A segment as a form. */
export const SegmentForm = (form: FormProps) => {
  const suggest = useSuggestions();
  const { body, onChange } = form;
  const written = { ...form, onChange: (next: DraftBody) => onChange(consistent(next)) };
  if (body['source'] !== 'upload') return <ConditionsForm {...written} schema={schema} />;
  return (
    <>
      <FormSection
        {...written}
        title="About"
        schema={schema}
        names={othersOf(schema, body, ['conditions'])}
        suggest={suggest}
      />
      <UploadedOnly />
    </>
  );
};

export const SegmentRail = ({ body }: { body: Segment }) =>
  hasConditions(body) ? <ConditionsRail body={body} lead="Customers for whom" /> : <UploadedOnly />;
