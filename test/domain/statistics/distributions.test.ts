import { describe, expect, test } from 'vitest';
import {
  betaCdf,
  betaDensity,
  betaMean,
  betaQuantile,
  betaStandardDeviation,
  betaUpperTail,
} from '#server/domain/statistics/beta.ts';
import { chiSquaredUpperTail } from '#server/domain/statistics/chi-squared.ts';
import { logGamma, upperGamma } from '#server/domain/statistics/gamma.ts';
import { logBeta } from '#server/domain/statistics/incomplete-beta.ts';
import {
  normalCdf,
  normalDensity,
  normalQuantile,
  normalUpperTail,
} from '#server/domain/statistics/normal.ts';
import { studentCriticalValue, studentTwoSidedP } from '#server/domain/statistics/student-t.ts';
import { P_VALUE, relativeError, STATISTIC } from './relative-error.ts';

const shape = (alpha: number, beta: number) => ({ alpha, beta });

describe('functions and quantiles are right to 1e-8', () => {
  test.each<[call: string, actual: number, expected: number]>([
    ['R 4.2: lgamma(0.5)', logGamma(0.5), 0.5723649429247],
    ['R 4.2: lgamma(3.3)', logGamma(3.3), 0.987098577894734],
    ['R 4.2: lgamma(100)', logGamma(100), 359.134205369575],
    ['R 4.2: lgamma(1e8)', logGamma(1e8), 1742068066.10383],
    ['R 4.2: lbeta(0.5, 20)', logBeta(0.5, 20), -0.919251844406604],
    ['R 4.2: lbeta(12, 3)', logBeta(12, 3), -6.99576615630485],
    ['R 4.2: lbeta(9.99, 1e6)', logBeta(9.99, 1e6), -125.237680164621],
    ['R 4.2: lbeta(1e5, 2e5)', logBeta(1e5, 2e5), -190958.885279117],
    ['R 4.2: dnorm(1.5)', normalDensity(1.5), 0.12951759566589174],
    ['R 4.2: qnorm(0.975)', normalQuantile(0.975), 1.95996398454005],
    ['R 4.2: qnorm(0.3)', normalQuantile(0.3), -0.524400512708041],
    ['R 4.2: qnorm(1e-10)', normalQuantile(1e-10), -6.36134090240406],
    ['R 4.2: qnorm(1e-300)', normalQuantile(1e-300), -37.0470962993612],
    ['R 4.2: qnorm(0.5)', normalQuantile(0.5), 0],
    ['R 4.2: qt(0.975, 1)', studentCriticalValue(0.95, 1), 12.7062047361747],
    ['R 4.2: qt(0.975, 10)', studentCriticalValue(0.95, 10), 2.22813885198627],
    ['R 4.2: qt(0.995, 2.5)', studentCriticalValue(0.99, 2.5), 7.1637281389488],
    ['R 4.2: qt(0.9995, 1e8)', studentCriticalValue(0.999, 1e8), 3.29052682878923],
    ['R 4.2: qbeta(0.5, 2, 3)', betaQuantile(shape(2, 3), 0.5), 0.38572756813239],
    ['R 4.2: qbeta(0.025, 16, 86)', betaQuantile(shape(16, 86), 0.025), 0.0933466194684181],
    ['R 4.2: qbeta(0.975, 190, 21199)', betaQuantile(shape(190, 21199), 0.975), 0.010183411724262],
    ['R 4.2: qbeta(0.025, 1e5, 2e5)', betaQuantile(shape(1e5, 2e5), 0.025), 0.331647521550699],
    ['R 4.2: dbeta(0.3, 2, 3)', betaDensity(shape(2, 3), 0.3), 1.764],
    ['R 4.2: dbeta(0.0075, 123, 21185)', betaDensity(shape(123, 21185), 0.0075), 5.71731680590274],
    ['R 4.2: dbeta(0.2, 0.5, 0.5)', betaDensity(shape(0.5, 0.5), 0.2), 0.795774715459476],
    ['2 / (2 + 3)', betaMean(shape(2, 3)), 0.4],
    ['sqrt(2 * 3 / (5^2 * 6))', betaStandardDeviation(shape(2, 3)), 0.2],
  ])('%s', (_, actual, expected) => {
    expect(relativeError(actual, expected)).toBeLessThan(STATISTIC);
  });
});

describe('probabilities are right to 1e-6, in tails down to 1e-300 too', () => {
  test.each<[call: string, actual: number, expected: number]>([
    ['R 4.2: pgamma(2, 0.5, lower.tail = FALSE)', upperGamma(0.5, 2), 0.0455002638963585],
    ['R 4.2: pgamma(80, 50, lower.tail = FALSE)', upperGamma(50, 80), 0.00013078397659141],
    ['R 4.2: pgamma(680, 0.5, lower.tail = FALSE)', upperGamma(0.5, 680), 1.03419911978278e-297],
    ['R 4.2: pgamma(1.002e6, 1e6, lower.tail = FALSE)', upperGamma(1e6, 1.002e6), 0.0228040958987699],
    ['R 4.2: pnorm(-1)', normalCdf(-1), 0.158655253931457],
    ['R 4.2: pnorm(1.96, lower.tail = FALSE)', normalUpperTail(1.96), 0.0249978951482204],
    ['R 4.2: pnorm(8, lower.tail = FALSE)', normalUpperTail(8), 6.22096057427178e-16],
    ['R 4.2: pnorm(37, lower.tail = FALSE)', normalUpperTail(37), 5.72557122252458e-300],
    ['R 4.2: 2 * pt(-0.1, 3.7)', studentTwoSidedP(0.1, 3.7), 0.92552526747019],
    ['R 4.2: 2 * pt(-2.5, 10)', studentTwoSidedP(-2.5, 10), 0.0314468442366088],
    ['R 4.2: 2 * pt(-40, 30)', studentTwoSidedP(40, 30), 1.37260451944064e-27],
    ['R 4.2: 2 * pt(-8, 1e6)', studentTwoSidedP(8, 1e6), 1.24550634332025e-15],
    ['R 4.2: 2 * pt(-1.96, 1e8)', studentTwoSidedP(1.96, 1e8), 0.0499957930693281],
    ['R 4.2: 2 * pt(-37, 1e8)', studentTwoSidedP(37, 1e8), 1.15049997768237e-299],
    ['R 4.2: pchisq(3.84, 1, lower.tail = FALSE)', chiSquaredUpperTail(3.84, 1), 0.0500435212487052],
    ['R 4.2: pchisq(200, 3, lower.tail = FALSE)', chiSquaredUpperTail(200, 3), 4.21854110719204e-43],
    ['R 4.2: pchisq(1050, 1000, lower.tail = FALSE)', chiSquaredUpperTail(1050, 1000), 0.132474056821477],
    ['R 4.2: pchisq(1300, 1, lower.tail = FALSE)', chiSquaredUpperTail(1300, 1), 1.13037284414927e-284],
    ['R 4.2: pbeta(0.5, 2, 3)', betaCdf(shape(2, 3), 0.5), 0.6875],
    ['R 4.2: pbeta(0.2, 100, 200)', betaCdf(shape(100, 200), 0.2), 3.54600736656723e-8],
    ['R 4.2: pbeta(0.32, 1e5, 2e5)', betaCdf(shape(1e5, 2e5), 0.32), 3.68728167916248e-55],
    [
      'R 4.2: pbeta(0.5, 100, 200, lower.tail = FALSE)',
      betaUpperTail(shape(100, 200), 0.5),
      2.64655460257963e-9,
    ],
  ])('%s', (_, actual, expected) => {
    expect(relativeError(actual, expected)).toBeLessThan(P_VALUE);
  });
});

describe('at the ends', () => {
  test.each<[fact: string, actual: number, expected: number]>([
    ['a difference of nothing has p 1', studentTwoSidedP(0, 5), 1],
    ['a t beyond all doubles has p 0', studentTwoSidedP(1e200, 5), 0],
    ['a statistic of 0 has p 1', chiSquaredUpperTail(0, 3), 1],
    ['nothing lies below 0', betaCdf(shape(2, 3), 0), 0],
    ['everything lies below 1', betaCdf(shape(2, 3), 1), 1],
    ['nothing lies above 1', betaUpperTail(shape(2, 3), 1), 0],
    ['there is no density outside', betaDensity(shape(2, 3), 1.5), 0],
  ])('%s', (_, actual, expected) => {
    expect(actual).toBe(expected);
  });

  test.each([0, 1, -0.1, Number.NaN])('a quantile of %d is refused', (p) => {
    expect(() => normalQuantile(p)).toThrow(RangeError);
    expect(() => betaQuantile(shape(2, 3), p)).toThrow(RangeError);
    expect(() => studentCriticalValue(p, 5)).toThrow(RangeError);
  });
});
