import { defineConfig } from 'vitest/config';

// `unit` needs nothing but Node; `real` installs and runs real tools in copies of the fixture workspaces.
export default defineConfig({
  test: {
    pool: 'forks',
    maxWorkers: 2,
    projects: [
      {
        extends: true,
        test: {
          name: 'unit',
          include: ['test/**/*.test.ts'],
          exclude: ['test/vscode/**', 'test/fixtures/**', 'test/**/*.real.test.ts'],
          testTimeout: 30_000,
        },
      },
      {
        extends: true,
        test: {
          name: 'real',
          globalSetup: ['test/support/build.ts'],
          include: ['test/**/*.real.test.ts'],
          exclude: ['test/vscode/**', 'test/fixtures/**'],
          testTimeout: 300_000,
          hookTimeout: 300_000,
        },
      },
    ],
  },
});
