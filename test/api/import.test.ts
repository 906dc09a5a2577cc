import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { ImportMapping } from '#schemas/import-mapping.ts';
import { openServices, type Services } from '#server/cli/services.ts';
import { parseConfig } from '#server/config.ts';
import { type Connection, connectMongo } from '#server/platform/mongo.ts';
import { createStores, type Stores } from '#server/stores.ts';
import { testDatabaseUri } from '#test/support/database.ts';

const example = new URL('../../docs/examples/completejourney/mapping.json', import.meta.url);

/** A few lines in the form of the example's files; the traps of the real ones are all there. */
const files: Record<string, string> = {
  'products.csv.gz': `"product_id","manufacturer_id","department","brand","product_category","product_type","package_size"
"1","2","GROCERY","National","SOUP","TOMATO SOUP","10 OZ"
"2","2","GROCERY","Private","MILK","WHOLE MILK",
"3","2","MISCELLANEOUS","National",,,
`,
  'demographics.csv.gz': `"household_id","age","income","home_ownership","marital_status","household_size","household_comp","kids_count"
"7","65+","35-49K","Homeowner",,"2","2 Adults No Kids","0"
`,
  'transactions_sample.csv.gz': `"household_id","store_id","basket_id","product_id","quantity","sales_value","retail_disc","coupon_disc","coupon_match_disc","week","transaction_timestamp"
"7","1","b1","1",2,3.86,0.43,0,0,5,2017-01-28 14:06:53
"8","1","b2","2",1,1.59,0,0,0,5,2017-01-28 15:00:00
"7","1","b1","2",1,1.6,0,0,0,5,2017-01-28 14:06:53
"8","1","b3","3",0,0,0,1.25,0,5,2017-01-29 15:00:00
"8","1","b2","99",1,4.440892e-16,0,0,0,5,2017-01-28 15:00:00
"8","1","b4","1",one,1,0,0,0,5,2017-01-28 15:00:00
`,
  'campaigns.csv.gz': `"campaign_id","household_id"
"1","9"
"5","9"
`,
  'campaign_descriptions.csv.gz': `"campaign_id","campaign_type","start_date","end_date"
"1","Type B",2017-03-03,2017-04-09
`,
  'coupon_redemptions.csv.gz': `"household_id","coupon_upc","campaign_id","redemption_date"
"7","51380041013","26",2017-01-01
"7","51380041013","26",2017-01-01
`,
};

let folder: string;
let services: Services;
let db: Connection;
let stores: Stores;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'attune-test-'));
  for (const [name, text] of Object.entries(files)) await writeFile(join(folder, name), gzipSync(text));
  const mongodbUrl = await testDatabaseUri();
  services = await openServices({ ...parseConfig({ ATTUNE_LOG_LEVEL: 'silent' }), mongodbUrl }, 'production');
  db = await connectMongo(mongodbUrl);
  stores = createStores(db, { project: 'default', environment: 'production' });
});
afterAll(async () => {
  await db.close();
  await services.close();
  await rm(folder, { recursive: true, force: true });
});

test('the example mapping accounts for every line and makes profiles', async () => {
  const mapping = ImportMapping.parse(JSON.parse(await readFile(example, 'utf8')));
  const reportPath = join(folder, 'report.ndjson');
  const run = () =>
    services.environment.importer.run({ mapping, resolve: (file) => join(folder, file), reportPath });
  const counts = async () =>
    (await run()).sources.map(({ source, lines, created, merged, rejected, notes }) => [
      ...[source, lines, created, merged, rejected, notes],
    ]);

  const expected = [
    ['products', 3, 3, 0, 0, 0],
    ['demographics', 1, 1, 0, 0, 0],
    ['transactions', 6, 3, 2, 1, 1],
    ['campaigns', 2, 1, 0, 1, 0],
    ['redemptions', 2, 2, 0, 0, 0],
  ];
  expect(await counts()).toEqual(expected);
  expect(await stores.events.count()).toBe(7);
  expect(await stores.events.countPending()).toBe(0);
  expect(await stores.products.count()).toBe(3);

  // each line that was not stored, or stored with a remark: the number is the line's in its file, the header counted
  const report = (await readFile(reportPath, 'utf8')).trimEnd().split('\n');
  expect(report.map((line) => JSON.parse(line))).toEqual([
    { source: 'transactions', line: 6, kind: 'note', reason: 'product_id 99 is not in products' },
    { source: 'transactions', line: 7, kind: 'rejected', reason: 'quantity: "one" is not a whole number' },
    {
      source: 'campaigns',
      line: 3,
      kind: 'rejected',
      reason: 'timestamp: is empty; data.campaign_type: is empty',
    },
  ]);

  const seven = await stores.profiles.read('customer_id:7');
  expect(seven).toMatchObject({
    traits: { age: '65+', household_size: '2' },
    counters: { orders: 1, orderValue: { amount: 546, currency: 'USD' } },
  });
  // the campaign of 9 that has no description is reported, the other makes a profile
  expect((await stores.profiles.read('customer_id:9'))?.counters.events).toEqual({ campaign_targeted: 1 });

  expect(await counts()).toEqual(expected);
  expect(await stores.events.count()).toBe(7);
});
