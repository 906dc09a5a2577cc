import type { ReactNode } from 'react';
import type { RuleActivity, RuleAudiences } from '#schemas/rule-activity.ts';
import type { DocumentRecord } from '../../document/types.ts';

/** What the server tells of rules beside their texts; undefined until it is known. */
export type Told = { activity: RuleActivity | undefined; audiences: RuleAudiences | undefined };

/** A column that can be left out. */
export type Column = {
  key: string;
  label: string;
  /** The field that the list is sorted by, where it can be. */
  sort?: string;
  align?: 'right';
  cell: (record: DocumentRecord, told: Told) => ReactNode;
  /** The same for a spreadsheet. */
  text: (record: DocumentRecord, told: Told) => string | number;
};
