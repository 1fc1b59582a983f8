import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { repository } from '../../run.mts';
import { core } from './project-core.mts';

/** The files of a made-up back office of about 40,000 lines: the same ones in every run. */
export function generatedProject(): ReadonlyMap<string, string> {
  const files = new Map<string, string>(Object.entries(core));
  const random = seeded(projectSeed);
  const entities = areas.flatMap((area) => nouns.map((noun) => entityOf(area, noun)));
  entities.forEach((entity, index) => {
    const earlier = entities.slice(Math.max(0, index - 40), index);
    const used = [pickFrom(earlier, random), pickFrom(earlier, random)];
    const others = used.filter((each, at) => each !== undefined && used.indexOf(each) === at);
    files.set(entity.path, entityFile(entity, others as Entity[], random));
  });
  for (const { path, lines } of bigFiles) files.set(path, bigFile(path, lines, random));
  for (const [index, entity] of entities.entries())
    if (index % 20 === 0) files.set(entity.path.replace(/\.ts$/, '-report.js'), scriptFile(entity));
  return files;
}

export function writeProject(folder: string): void {
  for (const [path, text] of generatedProject()) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
  // Its one dependency, as almost every project has it.
  mkdirSync(join(folder, 'node_modules', '@types'), { recursive: true });
  for (const name of ['@types/node', 'undici-types'])
    symlinkSync(join(repository, 'node_modules', name), join(folder, 'node_modules', name));
}

interface Entity {
  readonly name: string;
  readonly path: string;
}

const projectSeed = 20_251_127;
const areas = 'sales stock billing people fleet support campus media travel energy care legal'.split(' ');
const nouns = (
  'order invoice customer parcel contract ticket sensor course article booking meter visit case ledger asset ' +
  'route quote shift recipe policy'
).split(' ');
const bigFiles = [
  { path: 'src/legacy/registry.ts', lines: 5_000 },
  { path: 'src/legacy/dispatcher.ts', lines: 1_500 },
  { path: 'src/legacy/schedule.ts', lines: 700 },
];

function entityOf(area: string, noun: string): Entity {
  return { name: `${capital(area)}${capital(noun)}`, path: `src/${area}/${noun}.ts` };
}

/** Lines of one service: the parts are drawn until it is about so long, as files differ in size. */
const entityLines = [60, 90, 120, 190];

function entityFile({ name, path }: Entity, others: readonly Entity[], random: () => number): string {
  const wanted = entityLines[Math.floor(random() * entityLines.length)] ?? 130;
  const parts = [imports(path, others), declarations(name, others)];
  const methods: string[] = [];
  let lines = linesOf(parts);
  for (let index = 0; lines < wanted; index += 1) {
    const make = methodsOf[Math.floor(random() * methodsOf.length)] ?? summary;
    const method = make(name, index, others[index % Math.max(1, others.length)]);
    methods.push(method);
    lines += linesOf([method]) + 1;
  }
  parts.push(service(name, methods), functions(name));
  return `${parts.join('\n\n')}\n`;
}

function imports(path: string, others: readonly Entity[]): string {
  const folder = dirname(path);
  const lines = others.map((other) => {
    const target = dirname(other.path) === folder ? './' : `../${dirname(other.path).slice('src/'.length)}/`;
    return `import { describe${other.name}, type ${other.name} } from '${target}${other.path.slice(dirname(other.path).length + 1)}';`;
  });
  return [
    "import { EventBus } from '../core/event-bus.ts';",
    "import { logger } from '../core/logger.ts';",
    "import { Repository, type Stored } from '../core/repository.ts';",
    "import { failure, success, type Result } from '../core/result.ts';",
    ...lines,
  ].join('\n');
}

function declarations(name: string, others: readonly Entity[]): string {
  const links = others.map((other) => `  readonly ${lower(other.name)}?: ${other.name};`);
  return `export type ${name}Status = 'draft' | 'open' | 'paused' | 'closed';

/** One ${name} as it is stored. */
export interface ${name} extends Stored {
  readonly status: ${name}Status;
  readonly amount: number;
  readonly tags: readonly string[];
  readonly dueAt: number | undefined;
${links.join('\n')}${links.length > 0 ? '\n' : ''}}

export interface ${name}Events {
  readonly created: ${name};
  readonly changed: { readonly before: ${name}; readonly after: ${name} };
}`;
}

function service(name: string, methods: readonly string[]): string {
  return `/** Everything that is done with one ${name} or many. */
export class ${name}Service {
  readonly bus = new EventBus<${name}Events>();
  private readonly items: Repository<${name}>;

  constructor(items: Repository<${name}>) {
    this.items = items;
    logger.debug({ count: items.all().length }, '${name} is served');
  }

${methods.join('\n\n')}
}`;
}

type MakeMethod = (name: string, index: number, other: Entity | undefined) => string;

const summary: MakeMethod = (name, index, other) => `  summary${index}(minimum: number): string {
    let total = 0;
    const names: string[] = [];
    for (const item of this.items.all()) {
      if (item.amount < minimum) continue;
      total += item.amount;
      names.push(item.id);
    }
    // Round to cents, so that sums of many items do not drift.
    const cents = Math.round(total * 100);
    const rounded = cents / 100;
    const average = names.length === 0 ? 0 : rounded / names.length;
${other ? `    const [first] = this.items.all();\n    if (first?.${lower(other.name)}) names.push(describe${other.name}(first.${lower(other.name)}));\n` : ''}    return \`\${names.length} of ${name}: \${rounded} (\${average.toFixed(2)})\`;
  }`;

const change: MakeMethod = (
  name,
  index,
) => `  async change${index}(id: string, amount: number): Promise<Result<${name}>> {
    const before = await this.items.load(id);
    if (!before) return failure(\`There is no ${name} \${id}.\`);
    if (before.status === 'closed') {
      console.warn('a closed item was changed', id);
      return failure('It is closed.');
    }
    const tags = [...before.tags];
    if (amount > 1000 && !tags.includes('large')) tags.push('large');
    const after: ${name} = { ...before, amount, tags };
    await this.items.save(after);
    this.bus.emit('changed', { before, after });
    console.log('changed ' + id, amount);
    return success(after);
  }`;

const group: MakeMethod = (
  name,
  index,
) => `  group${index}<Key extends keyof ${name}>(key: Key): Map<${name}[Key], ${name}[]> {
    const groups = new Map<${name}[Key], ${name}[]>();
    for (const item of this.items.all()) {
      const known = groups.get(item[key]);
      if (known) known.push(item);
      else groups.set(item[key], [item]);
    }
    let largest = 0;
    for (const members of groups.values()) {
      if (members.length > largest) largest = members.length;
    }
    console.debug('groups', groups.size, largest);
    return groups;
  }`;

const expire: MakeMethod = (name, index) => `  async expire${index}(now: number): Promise<number> {
    let count = 0;
    const pending: Promise<void>[] = [];
    for (const item of this.items.all()) {
      const { dueAt } = item;
      if (dueAt === undefined || dueAt > now) continue;
      const late = now - dueAt;
      const days = Math.floor(late / 86_400_000);
      const status: ${name}Status = days > 30 ? 'closed' : 'paused';
      pending.push(this.items.save({ ...item, status }));
      count += 1;
    }
    try {
      await Promise.all(pending);
    } catch (error) {
      console.error('could not expire', error);
    }
    return count;
  }`;

const methodsOf: readonly MakeMethod[] = [summary, change, group, expire];

function functions(name: string): string {
  return `export function describe${name}(item: ${name}): string {
  const due = item.dueAt === undefined ? 'never' : new Date(item.dueAt).toISOString();
  const label = item.tags.length > 0 ? item.tags.join(', ') : 'no tags';
  return \`\${item.id} \${item.status} \${item.amount} \${due} (\${label})\`;
}

export const compare${name} = (one: ${name}, other: ${name}) => one.amount - other.amount;

export function largest${name}(items: readonly ${name}[]) {
  const sorted = [...items].sort(compare${name});
  const top = sorted.slice(-10).reverse();
  return top.map((item) => ({ id: item.id, share: item.amount / (top[0]?.amount ?? 1) }));
}`;
}

/** What grew for years: one class after the other in one file, long functions, few types. */
function bigFile(path: string, wanted: number, random: () => number): string {
  const parts = [imports(path, [])];
  for (let lines = linesOf(parts), index = 0; lines < wanted; index += 1) {
    const name = `${capital(path.slice(path.lastIndexOf('/') + 1, -'.ts'.length))}${index}`;
    const methods = Array.from({ length: 8 }, (_, at) =>
      (methodsOf[Math.floor(random() * methodsOf.length)] ?? summary)(name, at, undefined),
    );
    const added = [declarations(name, []), service(name, methods), functions(name)];
    parts.push(...added);
    lines += linesOf(added) + added.length;
  }
  return `${parts.join('\n\n')}\n`;
}

/** JavaScript beside the TypeScript, as most grown projects have it. */
function scriptFile({ name, path }: Entity): string {
  const module = path.slice(path.lastIndexOf('/') + 1);
  return `import { describe${name} } from './${module}';

export function report(items, limit = 10) {
  const rows = items.slice(0, limit).map((item) => describe${name}(item));
  const total = items.reduce((sum, item) => sum + item.amount, 0);
  console.log('report', rows.length, total);
  return { rows, total };
}

export function median(values) {
  const sorted = [...values].sort((one, other) => one - other);
  return sorted[Math.floor(sorted.length / 2)] ?? 0;
}

export const printed = report([{ id: 'a', amount: 1, status: 'open', tags: [] }]);
export const middle = median([1, 2, 3]);
`;
}

function linesOf(parts: readonly string[]): number {
  return parts.reduce((sum, part) => sum + part.split('\n').length, 0);
}

function capital(word: string): string {
  return word.charAt(0).toUpperCase() + word.slice(1);
}

function lower(word: string): string {
  return word.charAt(0).toLowerCase() + word.slice(1);
}

function pickFrom<T>(list: readonly T[], random: () => number): T | undefined {
  return list[Math.floor(random() * list.length)];
}

/** Numbers from 0 to 1, the same for the same seed (a linear congruential generator). */
export function seeded(seed: number): () => number {
  let state = seed % 2_147_483_647;
  return () => {
    state = (state * 48_271) % 2_147_483_647;
    return state / 2_147_483_647;
  };
}
