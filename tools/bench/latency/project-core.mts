/** The files that every module of the generated project imports, by path. */
export const core: Readonly<Record<string, string>> = {
  'package.json': `${JSON.stringify({ name: 'back-office', version: '1.0.0', type: 'module', private: true, devDependencies: { '@types/node': '*' } }, null, 2)}\n`,
  'tsconfig.json': `${JSON.stringify(
    {
      compilerOptions: {
        target: 'ES2022',
        lib: ['ES2022', 'DOM'],
        types: ['node'],
        module: 'preserve',
        strict: true,
        noEmit: true,
        allowJs: true,
        allowImportingTsExtensions: true,
        skipLibCheck: true,
      },
      include: ['src'],
    },
    null,
    2,
  )}\n`,
  'src/core/result.ts': `/** What a step answers: its value, or a sentence why there is none. */
export type Result<Value> =
  | { readonly ok: true; readonly value: Value }
  | { readonly ok: false; readonly message: string };

export function success<Value>(value: Value): Result<Value> {
  return { ok: true, value };
}

export function failure<Value>(message: string): Result<Value> {
  return { ok: false, message };
}

export function map<From, To>(result: Result<From>, change: (value: From) => To): Result<To> {
  return result.ok ? success(change(result.value)) : result;
}
`,
  'src/core/logger.ts': `type Fields = Readonly<Record<string, unknown>>;

/** Structured entries: fields first, then the message. */
class Logger {
  constructor(private readonly name: string) {}

  debug(fields: Fields, message: string): void {
    this.write('debug', fields, message);
  }

  info(fields: Fields, message: string): void {
    this.write('info', fields, message);
  }

  warn(fields: Fields, message: string): void {
    this.write('warn', fields, message);
  }

  error(fields: Fields, message: string): void {
    this.write('error', fields, message);
  }

  private write(level: string, fields: Fields, message: string): void {
    console.log(JSON.stringify({ level, name: this.name, message, ...fields }));
  }
}

export const logger = new Logger('back-office');
`,
  'src/core/event-bus.ts': `export type Listener<Payload> = (payload: Payload) => void;

/** Tells listeners what happened, by the name of the event. */
export class EventBus<Events extends object> {
  private readonly listeners = new Map<keyof Events, Set<Listener<never>>>();

  on<Name extends keyof Events>(name: Name, listener: Listener<Events[Name]>): () => void {
    const known = this.listeners.get(name) ?? new Set();
    known.add(listener as Listener<never>);
    this.listeners.set(name, known);
    return () => known.delete(listener as Listener<never>);
  }

  emit<Name extends keyof Events>(name: Name, payload: Events[Name]): void {
    for (const listener of this.listeners.get(name) ?? []) (listener as Listener<Events[Name]>)(payload);
  }
}
`,
  'src/core/repository.ts': `export interface Stored {
  readonly id: string;
}

/** Keeps items by id, in memory. */
export class Repository<Item extends Stored> {
  private readonly items = new Map<string, Item>();

  all(): readonly Item[] {
    return [...this.items.values()];
  }

  load(id: string): Promise<Item | undefined> {
    return Promise.resolve(this.items.get(id));
  }

  save(item: Item): Promise<void> {
    this.items.set(item.id, item);
    return Promise.resolve();
  }

  where<Narrow extends Item>(isWanted: (item: Item) => item is Narrow): readonly Narrow[] {
    return this.all().filter(isWanted);
  }
}
`,
};
