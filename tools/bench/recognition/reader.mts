/** Reads a file and prints what that took: `reader plain|mining|longest|recognizing FILE`. */
import { createReadStream } from 'node:fs';
import { setFlagsFromString } from 'node:v8';
import { recognizeLines } from '../../../server/src/services/recognition/index.ts';
import { Miner } from '../../../server/src/services/recognition/miner/index.ts';

export interface Reading {
  readonly lines: number;
  readonly templates: number;
  readonly wallMs: number;
  readonly cpuMs: number;
  /** Of the whole process, at most. */
  readonly memoryMb: number;
  /** What one line took at most; only where that was measured. */
  readonly longestMs: number;
}

/** What is done with the lines. */
export type How = 'plain' | 'mining' | 'longest' | 'recognizing';

const [how = '', file = ''] = process.argv.slice(2);
const miner = new Miner();
/** What is done with what was read: as much as keeps it from being left out. */
let characters = 0;
let longestMs = 0;
const startedMs = performance.now();
const startedCpu = process.cpuUsage();
const lines = await (how === 'recognizing'
  ? recognizeAll()
  : readLines(takers()[how as keyof ReturnType<typeof takers>]));
const used = process.cpuUsage(startedCpu);
const reading: Reading = {
  lines,
  templates: miner.templates().length,
  wallMs: performance.now() - startedMs,
  cpuMs: (used.user + used.system) / 1_000,
  memoryMb: process.resourceUsage().maxRSS / 1_024,
  longestMs,
};
console.log(JSON.stringify(reading));

function takers() {
  return {
    plain: (line: string) => void (characters += line.length),
    mining: (line: string) => void miner.learn(line),
    longest: longest(),
  };
}

/** Three miners learn the same: what only one of them had to wait for is no cost of the line. */
function longest(): (line: string) => void {
  const miners = [miner, new Miner(), new Miner()];
  return (line) => {
    const times = miners.map((each) => {
      const started = performance.now();
      each.learn(line);
      return performance.now() - started;
    });
    longestMs = Math.max(longestMs, Math.min(...times));
  };
}

/** As `grace recognize --per-line` does with a pipe: every parser, then templates. */
async function recognizeAll(): Promise<number> {
  setFlagsFromString('--semi-space-growth-factor=1');
  let count = 0;
  const recognizer = recognizeLines({ answers: 'at once' }, ({ signature, template }) => {
    count += 1;
    characters += signature.length + template.length;
  });
  for await (const chunk of createReadStream(file) as AsyncIterable<Buffer>) recognizer.push(chunk);
  recognizer.end();
  return count;
}

/** Each line is a text of its own, as whoever reads a pipe has it. */
async function readLines(take: (line: string) => void): Promise<number> {
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
