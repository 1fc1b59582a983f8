/** Reads a file and prints what that took: `reader.mts plain|mining|recognizing FILE`, line by line, learning from each, or all of it. */
import { createReadStream } from 'node:fs';
import { Miner } from '../../../server/src/services/recognition/miner/index.ts';

export interface Reading {
  readonly lines: number;
  readonly templates: number;
  readonly wallMs: number;
  readonly cpuMs: number;
  /** Of the whole process, at most. */
  readonly memoryMb: number;
}

const [how, file = ''] = process.argv.slice(2);
const miner = new Miner();
/** What the plain reader does with a line: as much as keeps it from being left out. */
let characters = 0;
const take =
  how === 'mining'
    ? (line: string) => void miner.learn(line)
    : (line: string) => void (characters += line.length);
const startedMs = performance.now();
const startedCpu = process.cpuUsage();
const lines = how === 'recognizing' ? await recognizeAll() : await readLines();
const used = process.cpuUsage(startedCpu);
const reading: Reading = {
  lines,
  templates: how === 'mining' ? miner.templates().length : Math.sign(characters) - 1,
  wallMs: performance.now() - startedMs,
  cpuMs: (used.user + used.system) / 1_000,
  memoryMb: process.resourceUsage().maxRSS / 1_024,
};
console.log(JSON.stringify(reading));

/** As `grace recognize --per-line` does with a pipe: every parser, then templates. */
async function recognizeAll(): Promise<number> {
  // Loaded here alone, as it takes memory and time of the other two.
  const { recognizeLines } = await import('../../../server/src/services/recognition/index.ts');
  let count = 0;
  const recognizer = recognizeLines({ answers: 'at once' }, () => (count += 1));
  for await (const chunk of createReadStream(file) as AsyncIterable<Buffer>) recognizer.push(chunk);
  recognizer.end();
  return count;
}

/** Each line is a text of its own, as whoever reads a pipe has it. */
async function readLines(): Promise<number> {
  let count = 0;
  let rest: Buffer = Buffer.alloc(0);
  for await (const chunk of createReadStream(file) as AsyncIterable<Buffer>) {
    const bytes = rest.length > 0 ? Buffer.concat([rest, chunk]) : chunk;
    let at = 0;
    for (let end = bytes.indexOf(0x0a); end !== -1; end = bytes.indexOf(0x0a, at)) {
      take(bytes.toString('utf8', at, end));
      count++;
      at = end + 1;
    }
    rest = bytes.subarray(at);
  }
  return count;
}
