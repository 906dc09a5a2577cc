import { matchRules } from '#server/domain/conditions/match.ts';
import { decide } from '#server/domain/decisions/decide.ts';
import { matchAll } from '#server/domain/decisions/matches.ts';
import type { Decision, Matches } from '#server/domain/decisions/types.ts';
import { createQuestions, type Question } from './support/decide-scene.ts';
import { collectGarbage } from './support/garbage.ts';
import { processorTime, type Subject, type Timing, timeInTurns } from './support/measure.ts';
import type { BenchRow } from './support/row.ts';

const SUITE = 'decide';
const RULES = 1000;
const limits = { rounds: 5000, calls: 1, seconds: 5, turns: 10, watch: processorTime };
const DECISIONS = 200;

const decideFully = (question: Question): Decision =>
  // the compiled matcher answers at once
  decide({ ...question, matches: matchAll(question) as Matches });

/** A decision made again must be the same to the byte before any is timed. */
const requireAgreement = (questions: readonly Question[], decisions: readonly Decision[]): void => {
  for (const [index, question] of questions.entries())
    if (JSON.stringify(decideFully(question)) !== JSON.stringify(decisions[index]))
      throw new Error('the same question was decided twice, and differently');
};

const subjectsOf = (questions: readonly Question[], decisions: readonly Decision[]): Subject[] => {
  const rules = questions[0]!.release.rules.compiled;
  const at = (round: number): number => round % questions.length;
  return [
    { name: 'matching the rules alone', run: (round) => matchRules(rules, questions[at(round)]!.facts) },
    { name: 'JSON.stringify of the decision', run: (round) => JSON.stringify(decisions[at(round)]) },
    { name: 'attune', run: (round) => decideFully(questions[at(round)]!) },
  ];
};

/** Bytes that a call leaves behind for the collector: the least of some turns, since other work only adds to it. */
const garbageOf = ({ run }: Subject): number => {
  const turns = Array.from({ length: 9 }, () => {
    collectGarbage();
    const before = process.memoryUsage().heapUsed;
    for (let round = 0; round < DECISIONS; round++) run(round);
    return (process.memoryUsage().heapUsed - before) / DECISIONS;
  });
  return Math.max(1, Math.min(...turns.filter((bytes) => bytes > 0)));
};

const size = `${RULES.toLocaleString('en')} rules`;

const timingRows = (timings: readonly Timing[], floor: Timing): BenchRow[] =>
  (['p50', 'p99'] as const).flatMap((share) =>
    timings.map((timing) => ({
      suite: SUITE,
      case: `${size}, ${share}`,
      subject: timing.name,
      value: timing[share],
      unit: 'µs',
      ratio_to: floor.name,
      ratio: floor[share] / timing[share],
    })),
  );

const garbageRows = (subjects: readonly Subject[]): BenchRow[] => {
  const measured = subjects.map((subject) => ({ name: subject.name, bytes: garbageOf(subject) }));
  const { name: floor, bytes: least } = measured[1]!;
  return measured.map(({ name, bytes }) => ({
    suite: SUITE,
    case: `${size}, garbage a decision`,
    subject: name,
    value: bytes / 1024,
    unit: 'KB',
    ratio_to: floor,
    ratio: least / bytes,
  }));
};

/**
 * A whole decision without input or output: five placements, ten experiments, a thousand rules of which about 5% match.
 * Beside it what it cannot do without, and what sending it costs anyhow.
 */
export async function* run(): AsyncGenerator<BenchRow> {
  const questions = createQuestions(RULES);
  const decisions = questions.map(decideFully);
  requireAgreement(questions, decisions);
  const subjects = subjectsOf(questions, decisions);
  const timings = await timeInTurns(subjects, limits);
  yield* timingRows(timings, timings[1]!);
  yield* garbageRows(subjects);
}
