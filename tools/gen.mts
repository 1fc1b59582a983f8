/**
 * `npm run gen`: writes everything that is derived from code: `docs/generated/`, the tables of the README. `--check`
 * writes nothing and fails when a file is stale.
 */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import prettier from 'prettier';
import { z } from 'zod';
import { commandHelp, commands } from '../server/src/cli/index.ts';
import { intents } from '../server/src/features/refactor/intents/registry.ts';
import { unimplemented } from '../server/src/lsp/unimplemented.ts';
import {
  chaosCoverageSchema,
  chaosHaltSchema,
  chaosListSchema,
  chaosRunSchema,
  bootReportSchema,
  configCheckSchema,
  logShowSchema,
  logVerifySchema,
  playbooksCheckSchema,
  playbooksListSchema,
  proposalsAcceptSchema,
  proposalsDiscardSchema,
  proposalsListSchema,
  proposalsShowSchema,
  recognizeSchema,
  refactorFindSchema,
  refactorListSchema,
  refactorRunSchema,
  restoreApplySchema,
  learnedFileSchema,
  learnedImportSchema,
  learnedSchema,
  restoreListSchema,
  restoreRollbackSchema,
  restoreStatesSchema,
  secretsSchema,
  servicesListSchema,
  servicesRunSchema,
  taskEmitSchema,
  whySchema,
  workspaceConfigSchema,
} from '../server/src/protocol/index.ts';
import { playbookPage, playbookSchema } from './playbook-docs.mts';
import { repository } from './run.mts';

const schemas: Readonly<Record<string, z.ZodType>> = {
  'refactor-list': refactorListSchema,
  'refactor-find': refactorFindSchema,
  'refactor-run': refactorRunSchema,
  'proposals-list': proposalsListSchema,
  'proposals-show': proposalsShowSchema,
  'proposals-accept': proposalsAcceptSchema,
  'proposals-discard': proposalsDiscardSchema,
  'restore-list': restoreListSchema,
  'restore-apply': restoreApplySchema,
  'restore-states': restoreStatesSchema,
  'restore-rollback': restoreRollbackSchema,
  'log-show': logShowSchema,
  'log-verify': logVerifySchema,
  'config-check': configCheckSchema,
  config: workspaceConfigSchema,
  secrets: secretsSchema,
  'services-list': servicesListSchema,
  'services-run': servicesRunSchema,
  'task-emit': taskEmitSchema,
  recognize: recognizeSchema,
  learned: learnedSchema,
  'learned-file': learnedFileSchema,
  'learned-import': learnedImportSchema,
  why: whySchema,
  'chaos-list': chaosListSchema,
  'chaos-run': chaosRunSchema,
  'chaos-coverage': chaosCoverageSchema,
  'chaos-halt': chaosHaltSchema,
  'playbooks-list': playbooksListSchema(),
  'playbooks-check': playbooksCheckSchema(),
  boot: bootReportSchema,
};

interface Manifest {
  contributes?: {
    configuration?: {
      properties?: Record<
        string,
        { markdownDescription?: string; description?: string; default?: unknown; scope?: string }
      >;
    };
  };
}

const generated = new Map<string, string>();
for (const [name, schema] of Object.entries(schemas))
  generated.set(
    `docs/generated/schemas/${name}.json`,
    JSON.stringify(z.toJSONSchema(schema, { target: 'draft-2020-12' }), null, 2),
  );
// The same for the completion of the editor, which finds it in the extension.
generated.set('media/config.schema.json', generated.get('docs/generated/schemas/config.json') ?? '');
generated.set('docs/generated/schemas/playbooks.json', JSON.stringify(playbookSchema(), null, 2));
generated.set('media/playbooks.schema.json', generated.get('docs/generated/schemas/playbooks.json') ?? '');
generated.set('docs/generated/playbooks.md', await playbookPage());
generated.set('docs/generated/command-line.md', commandLinePage());
generated.set('docs/generated/intents.md', `# Refactors\n\n${intentTable()}\n`);
generated.set('docs/generated/settings.md', settingsPage());
generated.set('docs/generated/language-server.md', languageServerPage());
generated.set('README.md', fillMarkers(read('README.md'), { intents: intentTable() }));

const check = process.argv.includes('--check');
const stale: string[] = [];
for (const [path, text] of generated) {
  const formatted = await prettier.format(text, {
    ...(await prettier.resolveConfig(join(repository, path))),
    filepath: path,
  });
  if (formatted === read(path)) continue;
  stale.push(path);
  if (check) continue;
  mkdirSync(dirname(join(repository, path)), { recursive: true });
  writeFileSync(join(repository, path), formatted);
}
if (check && stale.length > 0) {
  console.error(`Stale, run \`npm run gen\`: ${stale.join(', ')}`);
  process.exitCode = 1;
}

function commandLinePage(): string {
  const sections = commands.map((command) => {
    const schema = command.schema
      ? `\n\`--json\` answers by [\`${command.schema}.json\`](schemas/${command.schema}.json).\n`
      : '';
    return `## \`grace ${command.words.join(' ')}\`\n\n\`\`\`\n${commandHelp(command).trimEnd()}\n\`\`\`\n${schema}`;
  });
  return `# The command line\n\nExit codes: 0 done, 1 something found or not repaired, 2 usage, 3 refused. Positions are 1-based, columns in UTF-16 units.\n\n${sections.join('\n')}`;
}

function intentTable(): string {
  const rows = intents.map(({ id, title, description }) => `| \`${id}\` | ${title} | ${description} |`);
  return ['| intent | in the editor | what you get |', '| --- | --- | --- |', ...rows].join('\n');
}

function languageServerPage(): string {
  const rows = Object.entries(unimplemented).map(([method, reason]) => `| \`${method}\` | ${reason} |`);
  return [
    '# What the language server leaves to others',
    '',
    '| method | why |',
    '| --- | --- |',
    ...rows,
  ].join('\n');
}

function settingsPage(): string {
  const manifest = JSON.parse(read('package.json')) as Manifest;
  const names = JSON.parse(read('package.nls.json') || '{}') as Record<string, string>;
  const properties = Object.entries(manifest.contributes?.configuration?.properties ?? {});
  const rows = properties.map(([name, property]) => {
    const text = (property.markdownDescription ?? property.description ?? '').replace(
      /^%(.+)%$/u,
      (_all, key: string) => names[key] ?? key,
    );
    return `| \`${name}\` | \`${JSON.stringify(property.default)}\` | ${property.scope ?? 'window'} | ${text.replaceAll('\n', ' ')} |`;
  });
  return [
    '# Settings',
    '',
    '| setting | default | scope | meaning |',
    '| --- | --- | --- | --- |',
    ...rows,
  ].join('\n');
}

/** Replaces what stands between `<!-- gen:NAME -->` and `<!-- /gen -->`. */
function fillMarkers(text: string, parts: Readonly<Record<string, string>>): string {
  return text.replaceAll(
    /(<!-- gen:(\w+) -->)[\s\S]*?(<!-- \/gen -->)/gu,
    (_all, open: string, name: string, close: string) => `${open}\n\n${parts[name] ?? ''}\n\n${close}`,
  );
}

function read(path: string): string {
  try {
    return readFileSync(join(repository, path), 'utf8');
  } catch {
    return '';
  }
}
