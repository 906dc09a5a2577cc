import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';

/** The Prometheus metrics of one server; a registry of its own, so that two servers in one process don't meet. */
export const createMetrics = () => {
  const registry = new Registry();
  // the delay of the event loop is sampled by waking it: not a hundred times a second
  collectDefaultMetrics({ register: registry, eventLoopMonitoringPrecision: 50 });
  const registers = [registry];
  return {
    registry,
    requests: new Histogram({
      name: 'attune_http_request_seconds',
      help: 'Time to answer a request',
      labelNames: ['method', 'route', 'status'] as const,
      buckets: [0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1, 5],
      registers,
    }),
    decisions: new Counter({
      name: 'attune_decisions_total',
      help: 'Elements decided, by what decided them',
      labelNames: ['source'] as const,
      registers,
    }),
    decisionsLost: new Counter({
      name: 'attune_decision_records_lost_total',
      help: 'Decision records dropped because the queue was full or the store failed',
      registers,
    }),
    modelsMissing: new Counter({
      name: 'attune_models_missing_total',
      help: 'Decisions that went out without a model, by model and why',
      labelNames: ['model', 'because'] as const,
      registers,
    }),
    decisionsKept: new Counter({
      name: 'attune_decisions_kept_total',
      help: 'Decisions answered from those that were made before',
      registers,
    }),
    decisionsNotKept: new Counter({
      name: 'attune_decisions_not_kept_total',
      help: 'Decisions that the next like request cannot be answered from, by why',
      labelNames: ['because'] as const,
      registers,
    }),
    events: new Counter({
      name: 'attune_events_total',
      help: 'Events taken in, by outcome',
      labelNames: ['outcome'] as const,
      registers,
    }),
    eventsWaiting: new Gauge({
      name: 'attune_events_waiting',
      help: 'What was taken in and is not on disk yet, in events and in bytes',
      labelNames: ['environment', 'unit'] as const,
      registers,
    }),
    release: new Gauge({
      name: 'attune_release',
      help: 'Number of the release in force',
      labelNames: ['environment'] as const,
      registers,
    }),
    evidence: new Gauge({
      name: 'attune_evidence',
      help: 'Number of the evidence in memory',
      labelNames: ['environment'] as const,
      registers,
    }),
  };
};

export type Metrics = ReturnType<typeof createMetrics>;
