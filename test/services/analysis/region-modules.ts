/** Modules in which much hangs together: what is inferred, narrowed, assigned, extended, and comes back from elsewhere. */
export const modules: Readonly<Record<string, string>> = {
  shop: `import { type Item, priceOf } from './other.ts';

export interface Line { readonly item: Item; readonly count: number; readonly note?: string }
type Lines = readonly Line[];
interface Priced { readonly cents: number }
export type Total = { readonly cents: number; readonly lines: Lines } | { readonly reason: string };

let discounts: number | undefined;
let lastReason: string | undefined;
const limit = 10;
const names = ['a', 'b'];

function centsOf(line: Line): number {
  const price = priceOf(line.item);
  return price * line.count;
}

function describeLine(line: Line) {
  const cents = centsOf(line);
  if (cents > limit) return { text: line.note ?? 'none', cents };
  return { text: 'cheap', cents };
}

export function describeAll(lines: Lines) {
  return lines.map((line) => describeLine(line));
}

function isPriced(value: unknown): value is Priced {
  return typeof value === 'object' && value !== null && 'cents' in value;
}

export const compare = (one: Line, other: Line) => centsOf(one) - centsOf(other);

const firstText = (lines: Lines) => {
  const [first] = describeAll(lines);
  return first ? first.text : undefined;
};

class Basket {
  readonly #lines: Line[] = [];
  protected total = 0;
  label = names[0];

  constructor(private readonly owner: string) {
    this.label = owner;
  }

  add(line: Line): this {
    this.#lines.push(line);
    this.total += centsOf(line);
    return this;
  }

  sum() {
    let cents = 0;
    for (const line of this.#lines) cents += centsOf(line);
    discounts = cents > limit ? 5 : undefined;
    return cents - (discounts ?? 0);
  }

  get lines(): Lines {
    return this.#lines;
  }

  first() {
    return firstText(this.#lines);
  }

  ownedBy(name: string): boolean {
    return this.owner === name;
  }
}

export class BigBasket extends Basket {
  override add(line: Line): this {
    super.add(line);
    if (this.total > limit) lastReason = 'too big';
    return this;
  }

  total2(): Total {
    if (lastReason !== undefined) return { reason: lastReason };
    return { cents: this.sum(), lines: this.lines };
  }
}

export function totalOf(lines: Lines): Total {
  const basket = new BigBasket('nobody');
  for (const line of lines) basket.add(line);
  const total = basket.total2();
  if ('reason' in total) return total;
  const text = firstText(total.lines);
  const size: number = text === undefined ? 0 : text.length;
  return { cents: total.cents + size, lines: total.lines };
}

export const shown = (value: unknown): string => {
  if (isPriced(value)) return String(value.cents);
  return 'nothing';
};
`,
  flow: `import { fail, type Item } from './other.ts';

let current: string | number | undefined;
let count = 0;
export const kinds = ['one', 'two'] as const;
type Kind = (typeof kinds)[number];
export type Shape = { kind: 'one'; size: number } | { kind: 'two'; name: string };

function assertText(value: unknown): asserts value is string {
  if (typeof value !== 'string') throw new Error('no text');
}

function never(message: string): never {
  throw new Error(message);
}

function setCurrent(value: string | number): void {
  current = value;
  count += 1;
}

function lengthOf(value: string | number) {
  if (typeof value === 'number') return value;
  return value.length;
}

function currentLength(): number {
  if (current === undefined) return never('nothing yet');
  return lengthOf(current);
}

export function sizeOf(shape: Shape): number {
  switch (shape.kind) {
    case 'one':
      return shape.size;
    case 'two':
      return shape.name.length;
  }
}

function make(kind: Kind) {
  return kind === 'one' ? { kind, size: count } : { kind, name: String(current) };
}

export function build(kind: Kind): Shape {
  const made = make(kind);
  return made.kind === 'one' ? { kind: 'one', size: 1 } : { kind: 'two', name: 'x' };
}

function isEven(value: number): boolean {
  return value === 0 ? true : isOdd(value - 1);
}

function isOdd(value: number): boolean {
  return value === 0 ? false : isEven(value - 1);
}

export function loop(items: readonly Item[]) {
  const found: Item[] = [];
  for (const item of items) {
    if (isEven(item.id)) found.push(item);
    else if (item.id > 100) fail('too many');
  }
  return found;
}

export function read(value: unknown): number {
  assertText(value);
  setCurrent(value);
  return value.length + currentLength();
}

class Box<Value> {
  constructor(readonly value: Value) {}
  map<Other>(change: (value: Value) => Other): Box<Other> {
    return new Box(change(this.value));
  }
  unwrap() {
    return this.value;
  }
}

function boxed(value: string) {
  return new Box(value).map((text) => text.length);
}

export const unboxed: number = boxed('x').unwrap();
export const later = () => {
  const box = boxed('y');
  return box.map((size) => size + count).unwrap();
};
`,
  cycle: `import { wrap, type Wrapped } from './other.ts';

export interface Core { readonly id: number; readonly name: string }
export class Engine {
  start(core: Core): string {
    return core.name;
  }
  stop() {
    return 1;
  }
}

function make(id: number): Core {
  return { id, name: String(id) };
}

export function run(id: number) {
  const wrapped = wrap(make(id));
  return wrapped.core.name;
}

function both(one: Wrapped, other: Wrapped): boolean {
  return one.core.id === other.core.id && one.engine.start(one.core) === other.core.name;
}

export const same = (id: number): boolean => both(wrap(make(id)), wrap(make(id)));
`,
};

/** What the modules import; it imports one of them back. */
export const other = `import { Engine, type Core } from './a.ts';

export interface Item { readonly id: number; readonly label: string }
export interface Wrapped { readonly core: Core; readonly engine: Engine }
export function priceOf(item: Item): number {
  return item.id;
}
export function fail(message: string): never {
  throw new Error(message);
}
export function wrap(core: Core): Wrapped {
  return { core, engine: new Engine() };
}
`;

/** The same for the modules that it does not import. */
export const apart = other.replace(
  "import { Engine, type Core } from './a.ts';",
  'class Engine { start(core: Core): string { return core.name; } }\ninterface Core { readonly id: number; readonly name: string }',
);
