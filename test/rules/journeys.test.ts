import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { Pack } from '#schemas/document.ts';
import { advanceJourney, fireDueTimers } from '#server/domain/journeys/advance.ts';
import { compileJourney } from '#server/domain/journeys/compile.ts';
import type { JourneyInstance } from '#server/domain/journeys/types.ts';

type Step = string | { wait: number };
type JourneyCase = { name: string; steps: Step[]; state: string };

const read = (path: string): unknown =>
  JSON.parse(readFileSync(new URL(`../../rules/journeys/${path}`, import.meta.url), 'utf8'));
const { walks } = read('welcome.cases.json') as { walks: JourneyCase[] };
const welcome = compileJourney(Pack.parse(read('welcome.json')).journeys![0]!);
const noFacts = () => ({ profile: {}, session: {}, context: {}, cart: {}, time: {}, experiments: {} });

/** Walks the steps: an event a second, or a wait with the timers that fall due in it. */
const stateAfter = (steps: Step[]): string | undefined => {
  let instance: JourneyInstance | null = null;
  let time = Date.UTC(2026, 4, 4, 9);
  for (const [index, step] of steps.entries()) {
    time += typeof step === 'string' ? 1000 : step.wait;
    const at = new Date(time);
    if (typeof step === 'string') {
      const event = { type: step, at, messageId: String(index), data: {} };
      instance = advanceJourney({ journey: welcome, instance, event, factsAt: noFacts }).instance;
    } else if (instance) {
      instance = fireDueTimers(welcome, instance, at, noFacts).instance;
    }
  }
  return instance?.state;
};

test.each(walks)('$name', ({ steps, state }) => {
  expect(stateAfter(steps)).toBe(state);
});
