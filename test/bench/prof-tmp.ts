import { compileRules } from '#server/domain/conditions/compile.ts';
import { createWorkload } from './support/match-workload.ts';
const w = createWorkload(10000, 1);
for (let i = 0; i < 8; i++) { const t = performance.now(); compileRules(w.rules); console.log((performance.now() - t).toFixed(0)); }
