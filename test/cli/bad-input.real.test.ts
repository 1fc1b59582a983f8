import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  chownSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { refactorFindSchema, refactorRunSchema, type ProposalJson } from '../../server/src/protocol/index.ts';
import { openGrace, type Grace } from '../support/grace.ts';
import { installedWorkspace, treeHash, type InstalledWorkspace } from '../support/workspaces.ts';

/** Every case: a sentence that says what and what to do, and the tree byte-identical. */
describe('bad input', () => {
  let grace: Grace;
  let workspace: InstalledWorkspace;

  beforeEach(async () => {
    grace = openGrace();
    workspace = await installedWorkspace('npm-vitest-eslint');
  });
  afterEach(async () => {
    grace.dispose();
    await workspace.dispose();
  });

  it('broken syntax: names the line, changes nothing', async () => {
    write('src/broken.ts', "export const ready = true;\nconsole.log('half'\n");
    const { code, proposal } = await refactor('src/broken.ts:2');
    expect(code).toBe(3);
    expect(proposal?.refused).toMatch(/syntax error at line \d/u);
  });

  it('a 20,000-line generated file: left out of the search with a reason, refused at a position', async () => {
    const lines = Array.from({ length: 20_000 }, (_, index) => `console.log(${index});`);
    write('src/big.ts', `// @generated\n${lines.join('\n')}\n`);
    const found = await grace.json(workspace.folder, ['refactor', 'find', 'src/big.ts'], refactorFindSchema);
    expect(found.answer.opportunities).toEqual([]);
    expect(found.answer.skipped?.[0]?.reason).toMatch(/\w+ .*\.$/u);
    const { code, proposal } = await refactor('src/big.ts:5');
    expect(code).toBe(3);
    expect(proposal?.refused).toMatch(/\.$/u);
  });

  it('no node_modules: checked at best, and says which command installs them', async () => {
    rmSync(join(workspace.folder, 'node_modules'), { recursive: true });
    const { proposal } = await refactor('src/rate-limit.ts', '--trust');
    expect(proposal?.verdict).not.toBe('proven');
    expect(JSON.stringify(proposal)).toContain('npm ci');
  });

  it('a tsconfig that cannot be read: not proven, and says so', async () => {
    write('tsconfig.json', '{ "compilerOptions": { "strict": tru');
    const { proposal } = await refactor('src/rate-limit.ts', '--trust');
    expect(proposal?.verdict).not.toBe('proven');
    expect(`${proposal?.refused ?? ''}${proposal?.report?.summary ?? ''}`).toMatch(/\.$/u);
  });

  it('a repository that is red already: only what the change adds counts', async () => {
    write('src/red.ts', "export const wrong: number = 'not a number';\n");
    write(
      'test/red.test.ts',
      "import { expect, it } from 'vitest';\nit('is red', () => expect(1).toBe(2));\n",
    );
    const { proposal } = await refactor('src/rate-limit.ts', '--trust');
    expect(proposal?.verdict).toMatch(/proven|checked/u);
    expect(proposal?.proof.types).toMatchObject({ status: 'pass', newProblems: [] });
    expect(proposal?.proof.tests).toMatchObject({ status: 'pass', newProblems: [] });
  });

  it('a path outside the workspace: refused', async () => {
    const { code, out } = await untouched(() =>
      grace.run(workspace.folder, ['refactor', 'run', '--target', '../elsewhere.ts', '--json']),
    );
    expect(code).toBe(3);
    expect(out).toContain('outside the workspace');
  });

  it('a folder that is not there: refused', async () => {
    const { code, err } = await grace.run(workspace.folder, [
      'refactor',
      'list',
      '--workspace',
      '/nowhere/at/all',
    ]);
    expect([code, err]).toEqual([3, expect.stringContaining('/nowhere/at/all')]);
  });

  it('an unapproved workspace: nothing of it runs, not even its configs', async () => {
    const witness = join(workspace.folder, '..', 'it-ran');
    const plant = `import { writeFileSync } from 'node:fs';\nwriteFileSync(${JSON.stringify(witness)}, '');\n`;
    for (const config of ['eslint.config.js', 'eslint.config.mjs', 'vitest.config.ts', 'vitest.config.mts'])
      if (existsSync(join(workspace.folder, config)))
        write(config, plant + readFileSync(join(workspace.folder, config), 'utf8'));
    const { proposal } = await refactor('src/rate-limit.ts');
    expect(proposal?.verdict).toBe('checked');
    expect(existsSync(witness)).toBe(false);
    await refactor('src/rate-limit.ts', '--trust');
    expect(existsSync(witness), 'the witness works: with --trust it is written').toBe(true);
  });

  it('a linter that is killed: the gate is not a pass, and says so', async () => {
    write('eslint.config.mjs', "process.kill(process.pid, 'SIGKILL');\nexport default [];\n");
    rmSync(join(workspace.folder, 'eslint.config.js'), { force: true });
    const { proposal } = await refactor('src/rate-limit.ts', '--trust');
    expect(proposal?.verdict).toBe('checked');
    expect(proposal?.proof.lint.status).toBe('skipped');
    expect(proposal?.proof.lint.reason).toMatch(/SIGKILL|killed/u);
  });

  it.runIf(process.getuid?.() === 0)(
    'a tree that may not be written: nothing is applied, and says why',
    async () => {
      const before = await treeHash(workspace.folder);
      const home = mkdtempSync(join(tmpdir(), 'grace-nobody-'));
      const nobody = 65_534;
      chownSync(home, nobody, nobody);
      chmodSync(join(workspace.folder, '..'), 0o755);
      try {
        const { code, err } = await grace.run(
          workspace.folder,
          [
            'refactor',
            'run',
            '--intent',
            'improve_logging',
            '--target',
            'src/rate-limit.ts',
            '--proof',
            'types',
            '--apply',
          ],
          { HOME: home, XDG_STATE_HOME: join(home, 'state'), XDG_CACHE_HOME: join(home, 'cache') },
          { uid: nobody, gid: nobody },
        );
        expect([code, err]).toEqual([
          3,
          expect.stringMatching(/Nothing was applied: .*(permission|write)/iu),
        ]);
        expect(await treeHash(workspace.folder)).toBe(before);
      } finally {
        rmSync(home, { recursive: true });
      }
    },
  );

  it.runIf(process.getuid?.() === 0)('a full disk: nothing is applied, and says why', async () => {
    const small = mkdtempSync(join(tmpdir(), 'grace-full-'));
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=256k', 'tmpfs', small]);
    try {
      mkdirSync(join(small, 'src'));
      writeFileSync(join(small, 'package.json'), '{ "name": "full", "type": "module" }\n');
      writeFileSync(
        join(small, 'src', 'a.js'),
        `${"export const pad = 'x';\n".repeat(200)}console.log('up');\n`,
      );
      execFileSync('sh', ['-c', 'cat /dev/zero > fill 2>/dev/null || true'], { cwd: small });
      const before = await treeHash(small);
      const { code, err } = await grace.run(small, [
        ...['refactor', 'run', '--intent', 'improve_logging', '--target', 'src/a.js'],
        ...['--proof', 'types', '--apply'],
      ]);
      expect([code, err]).toEqual([3, expect.stringMatching(/Nothing was applied: .*(full|space)/iu)]);
      expect(await treeHash(small)).toBe(before);
    } finally {
      execFileSync('umount', [small]);
      rmSync(small, { recursive: true });
    }
  });

  function write(path: string, text: string): void {
    mkdirSync(join(workspace.folder, path, '..'), { recursive: true });
    writeFileSync(join(workspace.folder, path), text);
  }

  async function refactor(
    target: string,
    ...words: string[]
  ): Promise<{ code: number; proposal: ProposalJson | undefined }> {
    const { code, answer } = await untouched(() =>
      grace.json(
        workspace.folder,
        ['refactor', 'run', '--intent', 'improve_logging', '--target', target, ...words],
        refactorRunSchema,
      ),
    );
    return { code, proposal: answer.proposals[0] };
  }

  async function untouched<T>(call: () => Promise<T>): Promise<T> {
    const before = await treeHash(workspace.folder, { times: 'with' });
    const answer = await call();
    expect(await treeHash(workspace.folder, { times: 'with' }), 'the tree').toBe(before);
    return answer;
  }
});
