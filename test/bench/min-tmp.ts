import { LogicEngine } from 'json-logic-engine';
import { createClosures } from '#server/domain/conditions/closures.ts';
import { createLookup } from '#server/domain/conditions/lookup.ts';
import { normalForm } from '#server/domain/conditions/normal-form.ts';
import { createWorkload } from './support/match-workload.ts';
import { toLogic } from './tologic-tmp.ts';
const line = [];
for (const [n, kind] of [[10, 'c'], [10, 'j'], [32,'c'], [32,'l'], [100, 'l'], [100, 'j'], [1000, 'l'], [10000, 'l']] as const) {
  const w = createWorkload(n, 100);
  const engine = new LogicEngine();
  const forms = w.rules.map((r, rule) => ({ rule, form: normalForm(r.conditions, {}) }));
  const fns = kind === 'j' ? w.rules.map((r) => engine.build(toLogic(r.conditions))) : [];
  const f = kind === 'c' ? createClosures(forms) : kind === 'l' ? createLookup(forms) : (x: any) => { const m: number[] = []; for (let i = 0; i < fns.length; i++) if (fns[i]!(x)) m.push(i); return m; };
  let best = Infinity; let s = 0; const all = [];
  for (let k = 0; k < (n >= 1000 ? 150 : 600); k++) { const a = performance.now(); for (let i = 0; i < 100; i++) s += f(w.facts[i]!).length; const d = (performance.now() - a) * 10; all.push(d); best = Math.min(best, d); }
  all.sort((a, b) => a - b);
  line.push(`${n}${kind} ${best.toFixed(2)}/${all[all.length >> 1]!.toFixed(2)}`);
}
console.log(line.join('  '));
