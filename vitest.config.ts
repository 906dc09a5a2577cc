import { defineConfig } from 'vitest/config';

const store = ['test/support/store.ts'];
const browser = { testTimeout: 180_000, hookTimeout: 180_000 };

export default defineConfig({
  test: {
    setupFiles: ['test/support/properties.ts'],
    testTimeout: 20_000,
    hookTimeout: 60_000,
    projects: [
      { extends: true, test: { name: 'domain', include: ['test/{schemas,domain,rules}/**/*.test.ts'] } },
      {
        extends: true,
        test: { name: 'server', include: ['test/{platform,api,cli}/**/*.test.ts'], globalSetup: store },
      },
      {
        // the same decisions again, with json-rules-engine answering the conditions
        extends: true,
        test: {
          name: 'reference',
          include: ['test/api/{customers,decisions,experience,ofrep,product,recommendations}*.test.ts'],
          globalSetup: store,
          env: { ATTUNE_TEST_MATCHER: 'reference' },
        },
      },
      {
        extends: true,
        test: { name: 'admin', include: ['test/admin/**/*.test.{ts,tsx}'], environment: 'jsdom' },
      },
      { extends: true, test: { name: 'e2e', include: ['test/e2e/**/*.test.ts'], ...browser } },
    ],
  },
});
