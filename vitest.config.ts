import { defineConfig } from 'vitest/config';

const node = ['test/{schemas,domain,platform,api,rules,cli,bench}/**/*.test.ts'];

export default defineConfig({
  test: {
    testTimeout: 20_000,
    hookTimeout: 60_000,
    projects: [
      {
        extends: true,
        test: { name: 'server', include: node, environment: 'node', globalSetup: ['test/support/store.ts'] },
      },
      {
        extends: true,
        test: { name: 'admin', include: ['test/admin/**/*.test.{ts,tsx}'], environment: 'jsdom' },
      },
      {
        extends: true,
        test: {
          name: 'e2e',
          include: ['test/e2e/**/*.test.ts'],
          environment: 'node',
          testTimeout: 180_000,
          hookTimeout: 180_000,
        },
      },
    ],
  },
});
