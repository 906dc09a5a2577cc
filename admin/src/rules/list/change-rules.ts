import type { RuleChange } from '#schemas/rule-activity.ts';
import { apiRoot, callApi } from '../../api.ts';

/** Changes the drafts of several rules in one call. */
export const changeRules = async (rules: Readonly<Record<string, RuleChange>>): Promise<void> => {
  await callApi(`${apiRoot}/rules`, { method: 'PATCH', body: JSON.stringify({ rules }) });
};
