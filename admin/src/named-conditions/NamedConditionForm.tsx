import { NamedCondition } from '#schemas/document.ts';
import type { FormProps } from '../document/types.ts';
import { jsonSchemaOf } from '../fields/json-schema.ts';
import { ConditionsForm } from './ConditionsForm.tsx';
import { ConditionsRail } from './ConditionsRail.tsx';

const schema = jsonSchemaOf(NamedCondition);

/** A named condition as a form. */
export const NamedConditionForm = (form: FormProps) => <ConditionsForm {...form} schema={schema} />;

export const NamedConditionRail = ({ body }: { body: NamedCondition }) => (
  <ConditionsRail body={body} lead="Holds when" />
);
