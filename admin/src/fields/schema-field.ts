import type { ComponentType } from 'react';
import type { Fault } from '../document/faults.ts';
import { humanize } from '../ui/format.ts';
import type { Choice } from './ChoiceField.tsx';
import type { JsonSchema } from './json-schema.ts';

type JsonObject = Readonly<Record<string, unknown>>;

/** What exists for a text, by its name and what stands beside it. */
export type Suggest = (name: string, beside: JsonObject) => readonly Choice[] | undefined;

export type SchemaFieldsProps = {
  schema: JsonSchema;
  value: JsonObject;
  /** Paths go on from the value. */
  faults: readonly Fault[];
  suggest: Suggest;
  /** Parts that are shown elsewhere. */
  without?: readonly string[];
  onChange: (value: JsonObject) => void;
};

export type SchemaFieldProps = {
  name: string;
  schema: JsonSchema;
  value: unknown;
  beside: JsonObject;
  /** Whether it must be there; what need not be is taken away when it is emptied. */
  required: boolean;
  /** Paths go on from the value. */
  faults: readonly Fault[];
  suggest: Suggest;
  /** Shows the parts of an object, which are fields again. */
  Fields: ComponentType<SchemaFieldsProps>;
  onChange: (value: unknown) => void;
};

/** Under this name the keys of an open object are suggested. */
export const namesOf = (name: string): string => `${name}.*`;

const capitalized = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

/** The name of a field, for people. */
export const labelOf = (name: string): string => capitalized(humanize(name));
