import { describe, expect, it } from 'vitest';
import { configModules } from '../../../../server/src/services/proof/resident/worker/config-modules.ts';
import { memoryDisk } from '../support/memory-disk.ts';

describe('the modules of a configuration', () => {
  it('are the files it imports, and those they import', () => {
    const holds = modulesOf({
      '/w/eslint.config.js': "import base from './config/base.js';\nexport { rules } from './config';",
      '/w/config/base.js': "const x = require('../rules/own');",
      '/w/config/index.mjs': '',
      '/w/rules/own.cjs': '',
      '/w/src/a.js': '',
    });
    const held = ['/w/eslint.config.js', '/w/config/base.js', '/w/config/index.mjs', '/w/rules/own.cjs'];
    expect(held.filter((path) => !holds(path))).toEqual([]);
    expect(holds('/w/src/a.js')).toBe(false);
  });

  it('are everything in a package of the workspace, and nothing of an installed one', () => {
    const holds = modulesOf(
      {
        '/w/eslint.config.js': "import team from '@team/config/strict';\nimport js from '@eslint/js';",
        '/w/packages/config/deep/rule.js': '',
        '/w/node_modules/@eslint/js/index.js': '',
      },
      { '/w/node_modules/@team/config': '/w/packages/config' },
    );
    expect(holds('/w/packages/config/deep/rule.js')).toBe(true);
    expect(holds('/w/node_modules/@eslint/js/index.js')).toBe(false);
  });

  it('may be every script where a name has to be computed first', () => {
    const holds = modulesOf({ '/w/eslint.config.js': "require(path.join(__dirname, 'rules'));" });
    expect(holds('/w/src/a.js')).toBe(true);
    expect(holds('/w/src/a.ts')).toBe(false);
  });

  it('are none where there is no configuration', () => {
    expect(configModules('', '/w', memoryDisk({}).disk).holds('/w/src/a.js')).toBe(false);
  });
});

function modulesOf(tree: Readonly<Record<string, string>>, links: Readonly<Record<string, string>> = {}) {
  const modules = configModules('/w/eslint.config.js', '/w', memoryDisk(tree, links).disk);
  return (path: string) => modules.holds(path);
}
