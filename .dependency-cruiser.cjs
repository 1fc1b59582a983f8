/** The boundaries of docs/architecture.md as rules. `test/tools/boundaries.test.ts` plants one violation of each. */
/** @type {import('dependency-cruiser').IConfiguration} */
module.exports = {
  forbidden: [
    {
      name: 'no-cycles',
      comment: 'A cycle between files means two rooms without a wall.',
      severity: 'error',
      from: {},
      to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
    },
    {
      name: 'base-imports-nothing-of-ours',
      severity: 'error',
      from: { path: '^server/src/base/' },
      to: { path: '^(server|client)/', pathNot: '^server/src/base/' },
    },
    {
      name: 'protocol-imports-only-base-and-zod',
      severity: 'error',
      from: { path: '^server/src/protocol/' },
      to: { path: '.', pathNot: '^(server/src/(protocol|base)/|node_modules/zod/)' },
    },
    {
      name: 'core-below-services',
      severity: 'error',
      from: { path: '^server/src/core/' },
      to: { path: '^server/src/(services|features|adapters|lsp|cli|boot)/' },
    },
    {
      name: 'services-below-features',
      severity: 'error',
      from: { path: '^server/src/services/' },
      to: { path: '^server/src/(features|adapters|lsp|cli|boot)/' },
    },
    {
      name: 'features-below-surfaces',
      severity: 'error',
      from: { path: '^server/src/features/' },
      to: { path: '^server/src/(adapters|lsp|cli|boot)/' },
    },
    {
      name: 'features-are-strangers',
      severity: 'error',
      from: { path: '^server/src/features/([^/]+)/' },
      to: { path: '^server/src/features/', pathNot: '^server/src/features/$1/' },
    },
    {
      name: 'adapters-implement-ports-only',
      severity: 'error',
      from: { path: '^server/src/adapters/' },
      to: { path: '^server/src/(services|features|lsp|cli|boot)/[^/]+/(?!index\\.ts)' },
    },
    {
      name: 'surfaces-below-boot',
      severity: 'error',
      from: { path: '^server/src/(lsp|cli)/' },
      to: { path: '^server/src/(adapters|boot)/' },
    },
    {
      name: 'rooms-have-one-door',
      comment: 'A room is entered only through its index.ts; inside it, a file may name its neighbours.',
      severity: 'error',
      from: { path: '^server/src/((?:services|features|core)/[^/]+|base|protocol|adapters|lsp|cli|boot)/' },
      to: {
        path: '^server/src/(services|features|core)/[^/]+/',
        pathNot: [
          '^server/src/$1/',
          '^server/src/(services|features|core)/[^/]+/index\\.ts$',
          // The analysis process is composed at its entry, and the compiler has a door of its own.
          '^server/src/services/analysis/(typescript|worker)\\.ts$',
          // So is a resident tool.
          '^server/src/services/proof/worker\\.ts$',
          '^server/src/features/refactor/(worker|intents/registry)\\.ts$',
        ],
      },
    },
    {
      name: 'intents-are-strangers',
      comment: 'What two intents need lies in a room of the refactor feature, not in one of them.',
      severity: 'error',
      from: { path: '^server/src/features/refactor/intents/([^/]+)/' },
      to: {
        path: '^server/src/features/refactor/intents/',
        pathNot: '^server/src/features/refactor/intents/$1/',
      },
    },
    {
      name: 'refactor-rooms-have-one-door',
      severity: 'error',
      from: { path: '^server/src/features/refactor/(?:(syntax|types|batch)/)?' },
      to: {
        path: '^server/src/features/refactor/(syntax|types|batch)/',
        pathNot: ['^server/src/features/refactor/$1/', '^server/src/features/refactor/[^/]+/index\\.ts$'],
      },
    },
    {
      name: 'only-the-door-imports-ts-morph',
      severity: 'error',
      from: { path: '^(server|client)/', pathNot: '^server/src/services/analysis/typescript\\.ts$' },
      to: { path: '^node_modules/(ts-morph|@ts-morph|typescript)/' },
    },
    {
      name: 'compiler-only-in-analysis-processes',
      severity: 'error',
      from: {
        path: '^server/src/',
        pathNot:
          '^server/src/(services/analysis/|features/refactor/(intents/|patterns/|metrics/|syntax/|types/|worker|apply-edit|intent\\.ts)|boot/analysis-program\\.ts)',
      },
      to: {
        path: '^server/src/services/analysis/typescript\\.ts$',
        dependencyTypesNot: ['type-only'],
      },
    },
    {
      name: 'only-lsp-speaks-lsp',
      severity: 'error',
      from: { path: '^server/', pathNot: '^server/src/(lsp/|boot/server-program\\.ts)' },
      to: { path: '^node_modules/vscode-(languageserver|jsonrpc)' },
    },
    {
      name: 'only-adapters-touch-the-world',
      severity: 'error',
      from: {
        path: '^server/src/',
        pathNot: '^server/src/(adapters/|boot/|services/analysis/)',
      },
      to: { path: '^(node:)?(fs|fs/promises|child_process|sqlite|net|http|https|worker_threads)$' },
    },
    {
      name: 'client-knows-only-the-protocol',
      severity: 'error',
      from: { path: '^client/src/' },
      to: { path: '^server/src/', pathNot: '^server/src/(protocol|base)/' },
    },
    {
      name: 'nothing-shipped-imports-tests',
      severity: 'error',
      from: { path: '^(server|client)/' },
      to: { path: '^(test|tools)/' },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: { extensions: ['.ts', '.mts', '.js', '.json'] },
  },
};
