import { Segment } from '#schemas/segment.ts';
import type { FormProps } from '../document/types.ts';
import { jsonSchemaOf } from '../fields/json-schema.ts';
import { ConditionsForm } from '../named-conditions/ConditionsForm.tsx';
import { ConditionsRail } from '../named-conditions/ConditionsRail.tsx';

const schema = jsonSchemaOf(Segment);

/** A segment as a form. */
export const SegmentForm = (form: FormProps) => <ConditionsForm {...form} schema={schema} />;

export const SegmentRail = ({ body }: { body: Segment }) => (
  <ConditionsRail body={body} lead="Customers for whom" />
);
