import { expect, test } from 'vitest';
import { studentCriticalValue, studentTwoSidedP } from '#server/domain/statistics/student-t.ts';

const whole = Array.from({ length: 400 }, (_, index) => index + 1);
const fractions = Array.from({ length: 2000 }, (_, index) => 3 + index * 0.73 + index ** 2 * 0.051);

test.each([0.8, 0.9, 0.95, 0.99])(
  'at level %s the critical value is where the tail says, for every df',
  (level) => {
    for (const df of [...whole, ...fractions]) {
      const critical = studentCriticalValue(level, df);
      expect(Math.abs(studentTwoSidedP(critical, df) - (1 - level)), `df ${df}`).toBeLessThan(1e-9);
    }
  },
);
