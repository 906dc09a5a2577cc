/** Who may import whom: the table in docs/architecture.md. */
const only = (name, from, allowed) => ({
  name,
  severity: 'error',
  from: { path: from },
  to: { pathNot: allowed, dependencyTypesNot: ['core'] },
});
const never = (name, from, to, comment) => ({ name, comment, severity: 'error', from, to });
const packages = '^node_modules/';

module.exports = {
  forbidden: [
    never('no-cycles', {}, { circular: true }),
    // what is built may not be there yet
    never('nothing-missing', {}, { couldNotResolve: true, pathNot: '/dist/server/' }),
    never('nobody-imports-test', { pathNot: '^test/' }, { path: '^test/' }),
    only('schemas-stand-alone', '^schemas/', ['^schemas/', '^node_modules/zod/']),
    only('domain-is-pure', '^server/domain/', [
      '^server/domain/',
      '^schemas/',
      '^node_modules/(json-rules-engine|xstate|jstat|zod|safe-regex2|re2js|compare-versions|isbot|bowser)/',
    ]),
    never('domain-has-no-io', { path: '^server/domain/' }, { dependencyTypes: ['core'] }),
    only('platform', '^server/platform/', ['^server/(platform|domain)/', '^schemas/', packages]),
    only('stores', '^server/stores/', ['^server/(stores|platform)/', '^schemas/', packages]),
    only('features', '^server/features/', [
      '^server/(features|stores|platform|domain)/',
      '^schemas/',
      packages,
    ]),
    never(
      'features-do-not-meet',
      { path: '^server/features/([^/]+)/' },
      { path: '^server/features/', pathNot: '^server/features/$1/' },
      'what one feature needs of another is handed to it by environment.ts or environment-routes.ts',
    ),
    only('admin', '^admin/', ['^admin/', '^schemas/', '^server/domain/', packages]),
    never(
      'mongoose-in-its-rooms',
      { pathNot: '^(server/(stores|platform)|test)/' },
      { path: '^node_modules/(mongoose|mongodb)/' },
    ),
    never(
      'express-in-its-rooms',
      {
        pathNot:
          '^(server/[^/]+\\.ts$|server/platform/|server/features/[^/]+/([a-z-]*routes|static|guards)\\.ts$|test/)',
      },
      { path: '^node_modules/express/' },
    ),
  ],
  options: {
    doNotFollow: { path: '^(node_modules|dist)' },
    exclude: { path: '^dist/' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'node', 'default', 'types'],
    },
  },
};
