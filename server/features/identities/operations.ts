import { MergeRequest, MergeResponse, UndoRequest } from '#schemas/identity.ts';
import type { Operation } from '#server/platform/openapi.ts';

const path = '/api/v1/personalization/profile/merge';
const shared = {
  method: 'post',
  tag: 'Customers',
  security: 'key',
  problems: [400, 401, 403, 404, 409, 413, 415, 503],
} as const;
const pair = { from: { anonymous_id: 'a81c' }, into: { customer_id: 'demo-1' } };

/** The calls about who is who, as the API's document describes them. */
export const identityOperations: readonly Operation[] = [
  {
    ...shared,
    path,
    summary: 'Merge an identity into a customer',
    body: MergeRequest,
    example: { ...pair, reason: 'Said so on the phone' },
    success: { status: 200, description: 'Both are one customer', schema: MergeResponse },
  },
  {
    ...shared,
    path: `${path}/undo`,
    summary: 'Undo what made an identity a customer’s, and give its events back',
    body: UndoRequest,
    example: { ...pair, reason: 'It was her sister' },
    success: { status: 200, description: 'Both are customers of their own', schema: MergeResponse },
  },
];
