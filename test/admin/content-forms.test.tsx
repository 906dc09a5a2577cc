import { cleanup, fireEvent, screen, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import type { ComponentType } from 'react';
import { afterEach, expect, test, vi } from 'vitest';
import { answerWith, renderScreen } from '#test/support/admin.tsx';
import { FlagEdit } from '../../admin/src/flags/FlagScreens.tsx';
import { MetricEdit } from '../../admin/src/metrics/MetricScreens.tsx';
import { PlacementEdit } from '../../admin/src/placements/PlacementScreens.tsx';
import { SegmentEdit } from '../../admin/src/segments/SegmentScreens.tsx';
import { SettingsEdit } from '../../admin/src/settings/SettingsScreens.tsx';
import { VariantCreate, VariantEdit } from '../../admin/src/variants/VariantScreens.tsx';

type Body = Record<string, unknown> & { key: string };

const recordOf = (kind: string, body: Body) => ({
  id: body.key,
  key: body.key,
  kind,
  name: String(body['name']),
  body,
  live: { revision: 1, body },
  draft: null,
  status: 'live',
});

const listOf = (records: readonly object[]) => ({
  body: records,
  headers: { 'Content-Range': `any 0-${records.length}/${records.length}` },
});

const variant = {
  key: 'hero-welcome',
  name: 'Welcome',
  placement: 'hero_banner',
  content: { headline: 'Good mornings', pages: 3, wide: true },
  renditions: [{ locale: 'de', content: { headline: 'Guten Morgen' } }],
};
const placement = {
  key: 'hero_banner',
  name: 'Hero banner',
  pages: ['homepage'],
  defaultVariant: 'hero-welcome',
};
const running = (key: string, ranges: number[][]) => ({
  ...recordOf('experiment', { key, name: key, status: 'running', group: { key: 'checkout', ranges } }),
});

const patience = { timeout: 15_000 };

afterEach(() => {
  cleanup();
  vi.unstubAllGlobals();
});

const lists = ['placements', 'variants', 'segments', 'conditions', 'experiments', 'journeys', 'metrics'];

/** Opens the editor of a document; answers what it has saved by itself. */
const edit = (Screen: ComponentType, resource: string, body: Body, others: Record<string, object[]> = {}) => {
  let stored = body;
  const current = () => ({ body: recordOf(resource, stored), headers: { ETag: '"e1"' } });
  const { fetch } = answerWith({
    ...Object.fromEntries(lists.map((name) => [`GET ${name}`, listOf(others[name] ?? [])])),
    [`GET ${resource}/${body.key}`]: current,
    [`PUT ${resource}/${body.key}`]: (request) => {
      stored = (request.body as { body: Body }).body;
      return current();
    },
    [`POST ${resource}/${body.key}/validate`]: { body: { faults: [] } },
  });
  vi.stubGlobal('fetch', fetch);
  renderScreen(<Screen />, { path: `/${resource}/:id`, at: `/${resource}/${body.key}` });
  return (): Record<string, unknown> => stored;
};

const preview = () => within(screen.getByRole('figure', { name: 'Preview' }));

test('a variant shows what each channel and locale gets, and where it comes from', async () => {
  edit(VariantEdit, 'variants', variant);
  await screen.findByRole('table', { name: 'Renditions by channel and locale' }, patience);
  expect(preview().getByText('Good mornings')).toBeDefined();
  await userEvent.click(screen.getByRole('button', { name: 'de on any channel: Guten Morgen' }));
  expect(preview().getByText('Guten Morgen')).toBeDefined();
  expect(screen.getByText('de on any channel', { selector: 'strong' })).toBeDefined();
});

test('the preview follows what is written, and a rendition is added and removed', async () => {
  const saved = edit(VariantEdit, 'variants', variant);
  const locale = await screen.findByRole('combobox', { name: 'Locale' }, patience);
  fireEvent.change(locale, { target: { value: 'de-AT' } });
  expect(preview().getByText('Guten Morgen')).toBeDefined();
  await userEvent.click(screen.getByRole('button', { name: 'Add this rendition' }));
  fireEvent.change(screen.getByRole('textbox', { name: 'Headline' }), { target: { value: 'Servus' } });
  expect(preview().getByText('Servus')).toBeDefined();
  await expect
    .poll(() => saved()['renditions'], patience)
    .toEqual([...variant.renditions, { locale: 'de-AT', content: { headline: 'Servus' } }]);
  await userEvent.click(
    screen.getByRole('button', { name: 'Remove the rendition for de-AT on any channel' }),
  );
  await expect.poll(() => saved()['renditions'], patience).toEqual(variant.renditions);
});

test('each value of the content has the control of its type, and fields come and go', async () => {
  const saved = edit(VariantEdit, 'variants', variant);
  const fields = within(await screen.findByRole('group', { name: /^Content/ }, patience));
  expect((fields.getByRole('textbox', { name: 'Pages' }) as HTMLInputElement).value).toBe('3');
  expect((fields.getByRole('switch', { name: 'Wide' }) as HTMLInputElement).checked).toBe(true);
  await userEvent.click(fields.getByRole('button', { name: 'Remove pages' }));
  await userEvent.type(fields.getByRole('combobox', { name: 'New in content' }), 'text{Enter}');
  fireEvent.change(fields.getByRole('textbox', { name: 'Text' }), { target: { value: 'of coffee' } });
  await expect
    .poll(() => saved()['content'], patience)
    .toEqual({ headline: 'Good mornings', wide: true, text: 'of coffee' });
});

test('a name that is reserved or taken is not added', async () => {
  edit(VariantEdit, 'variants', variant);
  const name = await screen.findByRole('combobox', { name: 'New in content' }, patience);
  await userEvent.type(name, '__proto__');
  expect(screen.getByText('This name is reserved')).toBeDefined();
  await userEvent.clear(name);
  await userEvent.type(name, 'headline{Enter}');
  expect(screen.getByText('It is there already')).toBeDefined();
});

test('a placement lists its variants, with a way to a new one', async () => {
  const elsewhere = { ...variant, key: 'promo', name: 'Promo', placement: 'promotional_offers' };
  edit(PlacementEdit, 'placements', placement, {
    variants: [recordOf('variant', variant), recordOf('variant', elsewhere)],
  });
  const table = within(await screen.findByRole('table', { name: 'Variants of the placement' }, patience));
  expect(table.getAllByRole('link').map(({ textContent }) => textContent)).toEqual(['Welcome']);
  expect(table.getByText('default')).toBeDefined();
  const link = screen.getByRole('link', { name: 'New variant here' });
  expect(link.getAttribute('href')).toBe('/variants/create?placement=hero_banner');
});

test('a variant that is begun on a placement is for that placement', async () => {
  vi.stubGlobal('fetch', answerWith({}).fetch);
  renderScreen(<VariantCreate />, {
    path: '/variants/create',
    at: '/variants/create?placement=promotional_offers',
  });
  const field = await screen.findByRole('combobox', { name: 'Placement' }, patience);
  expect((field as HTMLInputElement).value).toBe('promotional_offers');
});

test('exclusion groups show who owns what, and overlaps as faults', async () => {
  const settings = { key: 'settings', name: 'Settings', exclusion_groups: { checkout: {} } };
  const saved = edit(SettingsEdit, 'settings', settings, {
    experiments: [running('returns', [[0, 0.3]]), running('shipping', [[0.2, 0.5]])],
  });
  const bar = { name: 'Shares of checkout: returns 0–30%, shipping 20–50%, free 50–100%' };
  expect(await screen.findByRole('img', bar, patience)).toBeDefined();
  expect(screen.getByText('50% is free.')).toBeDefined();
  expect(screen.getByText(/Both are running: publishing is refused/)).toBeDefined();
  const remove = screen.getByRole('button', { name: 'Remove the group checkout' });
  expect((remove as HTMLButtonElement).disabled).toBe(true);
  await userEvent.type(screen.getByRole('combobox', { name: 'Key of a new group' }), 'search{Enter}');
  await expect.poll(() => saved()['exclusion_groups'], patience).toEqual({ checkout: {}, search: {} });
});

test('a setting that is not written says its default, and is written once it is changed', async () => {
  const saved = edit(SettingsEdit, 'settings', { key: 'settings', name: 'Settings' });
  const weight = await screen.findByRole('textbox', { name: 'Rule weight' }, patience);
  expect(screen.getByText(/share of rules in the blend of scores.*0.5 when empty/)).toBeDefined();
  fireEvent.change(weight, { target: { value: '0.4' } });
  fireEvent.change(screen.getByRole('textbox', { name: 'Holdout share' }), { target: { value: '0.05' } });
  expect(screen.getByText(/^About 1 customer in 20/)).toBeDefined();
  await expect
    .poll(saved, patience)
    .toEqual({ key: 'settings', name: 'Settings', holdout_share: 0.05, rule_weight: 0.4 });
});

test('another type of a flag begins with a value of that type', async () => {
  const flag = { key: 'new-cart', name: 'New cart', type: 'boolean', value: true };
  const saved = edit(FlagEdit, 'flags', flag);
  expect(await screen.findByRole('switch', { name: 'Value' }, patience)).toBeDefined();
  await userEvent.click(screen.getByRole('combobox', { name: 'Type' }));
  await userEvent.click(screen.getByRole('option', { name: 'number' }));
  fireEvent.change(screen.getByRole('textbox', { name: 'Value' }), { target: { value: '7' } });
  await expect.poll(saved, patience).toEqual({ ...flag, type: 'number', value: 7 });
});

test('a metric is written by its fields', async () => {
  const metric = { key: 'orders', name: 'Orders', type: 'proportion', event: 'order_completed' };
  const saved = edit(MetricEdit, 'metrics', metric);
  fireEvent.change(await screen.findByRole('textbox', { name: 'Window hours' }, patience), {
    target: { value: '24' },
  });
  await expect.poll(saved, patience).toEqual({ ...metric, windowHours: 24 });
});

test('a segment has the condition builder, and says whom it holds for', async () => {
  const conditions = { all: [{ fact: 'profile', path: '$.counters.orders', operator: 'equal', value: 3 }] };
  edit(SegmentEdit, 'segments', { key: 'three', name: 'Three', conditions });
  expect(await screen.findByText('Customers for whom orders is 3.', {}, patience)).toBeDefined();
  expect(await screen.findByRole('group', { name: /^orders is 3/ }, patience)).toBeDefined();
});
