import { join } from 'node:path';
import type { DiskPort } from '../../../core/ports/index.ts';

/** The file that is open, and the places that are asked about: 0-based lines. */
export const openFile = 'src/prices.ts';
export const askedLines = [4, 8] as const;
/** A refactor that a person picks there. */
export const picked = { intent: 'add_type_hints', line: 14 } as const;

const files: Readonly<Record<string, string>> = {
  'package.json': `${JSON.stringify({ name: 'shop', private: true, type: 'module' }, null, 2)}\n`,
  'tsconfig.json': `${JSON.stringify({ compilerOptions: { strict: true, module: 'nodenext' }, include: ['src'] }, null, 2)}\n`,
  [openFile]: `import { taxOf } from './tax.ts';

/** What a basket costs. */
export function total(prices: readonly number[]): number {
  console.log('adding', prices.length);
  let sum = 0;
  for (const price of prices) sum += price + taxOf(price);
  try {
    console.error('the sum is', sum);
  } catch {}
  return sum;
}

/** A price with what is added to it. */
export function gross(price: number) {
  return price + taxOf(price);
}
`,
  'src/tax.ts': `/** What is added to a price. */
export function taxOf(price: number): number {
  return price * 0.2;
}
`,
};

/** Writes the small workspace that a drilled Grace serves. */
export async function writeWorkspace(folder: string, disk: DiskPort): Promise<void> {
  for (const [path, text] of Object.entries(files)) await disk.write(join(folder, path), Buffer.from(text));
}

export const openText = files[openFile] ?? '';
