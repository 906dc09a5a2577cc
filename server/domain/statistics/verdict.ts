import type { MetricReport, MetricRole, OverallVerdict, Report, Verdict } from './types.ts';

type Findings = { variation: string; better: string[]; worse: string[]; harmed: string[]; compared: boolean };

const quoted = (names: readonly string[]): string => names.map((name) => `"${name}"`).join(' and ');

const namesWhere = (
  metrics: readonly MetricReport[],
  variation: string,
  wanted: { role: MetricRole; verdict: Verdict },
): string[] =>
  metrics.flatMap(({ role, name, variations }) => {
    const comparison = variations.find((arm) => arm.variation === variation)?.comparison;
    const found = comparison?.state === 'compared' && comparison.verdict === wanted.verdict;
    return role === wanted.role && found ? [name] : [];
  });

const findingsOf = (metrics: readonly MetricReport[], variation: string): Findings => ({
  variation,
  better: namesWhere(metrics, variation, { role: 'goal', verdict: 'better' }),
  worse: namesWhere(metrics, variation, { role: 'goal', verdict: 'worse' }),
  harmed: namesWhere(metrics, variation, { role: 'guardrail', verdict: 'worse' }),
  compared: metrics.some(
    ({ role, variations }) =>
      role === 'goal' &&
      variations.some((arm) => arm.variation === variation && arm.comparison.state === 'compared'),
  ),
});

const judge = ({ variation, better, worse, harmed, compared }: Findings, control: string): OverallVerdict => {
  const losses = [...worse, ...harmed];
  if (losses.length === 0)
    return { state: 'better', sentence: `"${variation}" is better than "${control}" on ${quoted(better)}.` };
  const lost = `"${variation}" is worse than "${control}" on ${quoted(losses)}`;
  if (!compared) return { state: 'worse', sentence: `${lost}; no goal can be compared.` };
  if (better.length === 0) return { state: 'worse', sentence: `${lost}.` };
  const sentence = `"${variation}" is better on ${quoted(better)} but worse on ${quoted(losses)}.`;
  return { state: 'mixed', sentence };
};

const severity: readonly OverallVerdict['state'][] = ['better', 'mixed', 'worse'];

/**
 * The report's one sentence. A broken split comes before everything; then a variation that is better than the
 * control, then mixed ones, then those that are worse; guardrails count as losses, also where no goal can be compared.
 * @example overallVerdict(report).sentence // '"B" is better than "A" on "Conversion".'
 */
export const overallVerdict = ({
  control,
  sampleRatio,
  metrics,
}: Pick<Report, 'control' | 'sampleRatio' | 'metrics'>): OverallVerdict => {
  if (sampleRatio.state === 'mismatch')
    return {
      state: 'do-not-decide',
      sentence: 'Do not decide yet: customers are not split as planned, so the groups cannot be compared.',
    };
  const variations = metrics[0]?.variations.map(({ variation }) => variation) ?? [];
  const findings = variations.map((variation) => findingsOf(metrics, variation));
  const judged = findings
    .filter(({ better, worse, harmed }) => better.length + worse.length + harmed.length > 0)
    .map((finding) => judge(finding, control))
    .sort((a, b) => severity.indexOf(a.state) - severity.indexOf(b.state));
  if (judged[0] !== undefined) return judged[0];
  if (!findings.some(({ compared }) => compared))
    return { state: 'too-little-data', sentence: 'There is too little data to compare the variations.' };
  return { state: 'unclear', sentence: `No variation differs clearly from "${control}" yet.` };
};
