import { Archetypes } from '#schemas/archetype.ts';
import { SimulationRequest, SimulationResponse } from '#schemas/simulation.ts';
import type { Operation } from '#server/platform/openapi.ts';

/** The simulator for those who would rather call it than look at it. */
export const simulatorOperations: readonly Operation[] = [
  {
    method: 'post',
    path: '/api/admin/simulate',
    tag: 'Simulator',
    security: 'session',
    summary: 'Decide as for a storefront, with every condition traced; nothing of it is recorded',
    body: SimulationRequest,
    example: {
      customer_id: 'demo-1',
      page_type: 'homepage',
      context: { device: 'mobile' },
      overrides: { profile: { counters: { orders: 7 } } },
      at: '2026-03-01T09:00:00Z',
      side_by_side: true,
    },
    success: { status: 200, description: 'The decisions, and what led to them', schema: SimulationResponse },
    problems: [400, 401, 403, 413, 415, 422],
  },
  {
    method: 'get',
    path: '/api/admin/archetypes',
    tag: 'Simulator',
    security: 'session',
    summary: 'Typical customers, counted on a sample of up to 500 real ones, with one of each',
    success: { status: 200, description: 'Sorts of customers and segments', schema: Archetypes },
    problems: [401],
  },
];
