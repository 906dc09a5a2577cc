import { z } from 'zod';
import { ConsentChoices, ConsentEntry, ConsentUpdate } from '#schemas/consent.ts';
import { Erasure, NewPrivacyRequest, PrivacyRequest } from '#schemas/privacy.ts';
import { RetentionReport } from '#schemas/retention.ts';
import type { Operation } from '#server/platform/openapi.ts';
import { Reason } from './admin-routes.ts';
import { PersonQuery, Rectification, Restriction } from './routes.ts';

const profile = '/api/v1/personalization/profile/{customer_id}';
const requests = '/api/admin/privacy-requests';
const byKey = { tag: 'Privacy', security: 'key', query: PersonQuery } as const;
const bySession = { tag: 'Privacy', security: 'session' } as const;
const wrong = [400, 401, 403, 404] as const;
const withBody = [...wrong, 413, 415] as const;

const Stored = z.strictObject({ stored: ConsentChoices });
const Rectified = z.strictObject({ rectified: z.array(z.string()) });
const AnyObject = z.record(z.string(), z.unknown());
const request = { status: 200, description: 'The request', schema: PrivacyRequest } as const;

/** What people may ask for, by the calls that do it. */
export const privacyOperations: readonly Operation[] = [
  {
    ...byKey,
    method: 'post',
    path: `${profile}/consent`,
    summary: 'Tell what a customer consented to, with what proves it',
    body: ConsentUpdate,
    example: {
      purposes: { personalization: true, marketing_email: false },
      evidence: { text: 'Show me what I like', version: '2026-03', method: 'banner' },
      expires_at: '2027-03-01T00:00:00Z',
    },
    success: { status: 200, description: 'Stored', schema: Stored },
    problems: withBody,
  },
  {
    ...byKey,
    method: 'patch',
    path: profile,
    summary: 'Rectify what the shop told of a customer',
    body: Rectification,
    example: { traits: { city: 'Bonn', plan: null } },
    success: { status: 200, description: 'The traits that were rectified', schema: Rectified },
    problems: withBody,
  },
  {
    ...byKey,
    method: 'post',
    path: `${profile}/restriction`,
    summary: 'Restrict the processing of a customer’s data, or resume it',
    body: Restriction,
    example: { restricted: true },
    success: { status: 200, description: 'Stored', schema: Restriction },
    problems: withBody,
  },
  {
    ...byKey,
    method: 'delete',
    path: profile,
    summary: 'Erase a customer everywhere; carried out behind the answer',
    success: { status: 202, description: 'Asked for, durably', schema: Erasure },
    problems: [400, 401, 403],
  },
  {
    ...byKey,
    method: 'get',
    path: `${profile}/export`,
    summary: 'Everything that is kept about a customer',
    success: { status: 200, description: 'One JSON document, streamed', schema: AnyObject },
    problems: wrong,
  },
  {
    ...bySession,
    method: 'get',
    path: '/api/admin/customers/{id}/consents',
    summary:
      'What a customer chose: each purpose with when, by what, the proof, the end and what became of it',
    query: z.object({ range: z.string().optional() }),
    success: { status: 200, description: 'A page, the newest first', schema: z.array(ConsentEntry) },
    problems: [400, 401, 404],
  },
  {
    ...bySession,
    method: 'get',
    path: '/api/admin/erasures',
    summary: 'The newest 100 erasures, with how far each has come',
    success: { status: 200, description: 'Erasures', schema: z.array(Erasure) },
    problems: [400, 401],
  },
  {
    ...bySession,
    method: 'get',
    path: '/api/admin/erasures/{id}',
    summary: 'How far an erasure has come, and what it removed',
    success: { status: 200, description: 'The erasure', schema: Erasure },
    problems: [401, 404],
  },
  {
    ...bySession,
    method: 'get',
    path: '/api/admin/retention',
    summary: 'What went by itself when its time was over: how many of each kind, by day',
    success: { status: 200, description: 'The last run, and days', schema: RetentionReport },
    problems: [401],
  },
  {
    ...bySession,
    method: 'get',
    path: requests,
    summary: 'What people asked for, with deadlines',
    success: { status: 200, description: 'Requests', schema: z.array(PrivacyRequest) },
    problems: [400, 401],
  },
  {
    ...bySession,
    method: 'get',
    path: `${requests}/{id}`,
    summary: 'What one person asked for, what was done, and by which erasure',
    success: request,
    problems: [401, 404],
  },
  {
    ...bySession,
    method: 'post',
    path: requests,
    summary: 'Record what a person asks for',
    body: NewPrivacyRequest,
    example: { type: 'erasure', customer_id: 'ada' },
    success: { ...request, status: 201 },
    problems: withBody,
  },
  {
    ...bySession,
    method: 'post',
    path: `${requests}/{id}/carry-out`,
    summary: 'Do what is asked for',
    success: request,
    problems: [401, 403, 404, 409],
  },
  {
    ...bySession,
    method: 'post',
    path: `${requests}/{id}/extend`,
    summary: 'Move the deadline, once, as far as the law lets it',
    body: Reason,
    example: { note: 'Several systems have to be searched' },
    success: request,
    problems: [...withBody, 409],
  },
  {
    ...bySession,
    method: 'post',
    path: `${requests}/{id}/refuse`,
    summary: 'Refuse a request, with the reason',
    body: Reason,
    example: { note: 'The person could not be identified' },
    success: request,
    problems: [...withBody, 409],
  },
  {
    ...bySession,
    method: 'post',
    path: `${requests}/{id}/complete`,
    summary: 'Close a request that was answered',
    body: Reason,
    example: { note: 'Sent by letter' },
    success: request,
    problems: [...withBody, 409],
  },
];
