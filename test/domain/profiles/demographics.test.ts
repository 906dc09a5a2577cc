import { expect, test } from 'vitest';
import { demographicsOf } from '#server/domain/profiles/demographics.ts';

const at = new Date('2026-03-01T12:00:00Z');

test.each<[string, Record<string, unknown>, string | null]>([
  ['the group as told', { age_group: '35-44' }, '35-44'],
  ['an age', { age: 24 }, '18-24'],
  ['the first year of a group', { age: 25 }, '25-34'],
  ['an age told as a group', { age: '45-54' }, '45-54'],
  ['a child', { age: 3 }, 'under 18'],
  ['the eve of a birthday', { birth_date: '2001-03-02' }, '18-24'],
  ['the birthday itself', { birth_date: '2001-03-01' }, '25-34'],
  ['somebody old', { birthday: '1940-01-01' }, '65+'],
  ['an age nobody has', { age: 900 }, null],
  ['a date that is none', { birth_date: 'soon' }, null],
  ['nothing', {}, null],
])('the age group from %s', (_name, traits, group) => {
  expect(demographicsOf({ traits }, at).ageGroup?.value ?? null).toBe(group);
});

const patterns = {
  hours: [],
  weekdays: [],
  devices: { mobile: 1, desktop: 3 },
  channels: {},
  events: 4,
  place: { country: 'AT' },
};

test('where a customer lives counts before where a visit came from', () => {
  const visited = demographicsOf({ traits: {}, patterns }, at);
  expect(visited.location).toEqual({ value: { country: 'AT' }, source: 'newest visit' });
  const told = demographicsOf({ traits: { address: { country: 'DE', state: 'Bavaria' } }, patterns }, at);
  expect(told.location).toEqual({ value: { country: 'DE', region: 'Bavaria' }, source: 'trait address' });
});

test('devices are shares, the most used first', () => {
  expect(demographicsOf({ traits: {}, patterns }, at).devices).toEqual([
    { name: 'desktop', share: 0.75 },
    { name: 'mobile', share: 0.25 },
  ]);
});
