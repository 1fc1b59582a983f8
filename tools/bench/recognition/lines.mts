import { createRandom, type Random } from './random.mts';

/** Lines as programs print them; each `{kind}` is drawn anew for every line. */
const patterns = [
  'Received block blk_{number} of size {number} from /{ip}',
  '{time} INFO [{number}] GET {path} 200 {small}ms',
  '{time} ERROR request {uuid} failed after {small}ms: connect ECONNREFUSED {ip}:{port}',
  'Failed password for invalid user {word} from {ip} port {port} ssh2',
  "Error: ENOENT: no such file or directory, open '{path}'",
  'worker {small} finished job {hash} in {small}.{small} s (rss {number} bytes)',
  'PacketResponder {small} for block blk_{number} terminating',
  '    at Object.<anonymous> ({path}:{small}:{small})',
  'Progress of TaskAttempt attempt_{number}_{small}_m_{small}_0 is : 0.{number}',
  'connection from {ip} () at {time}',
  'session {uuid} closed by peer {host}:{port}',
  '{path}({small},{small}): error TS2304: Cannot find name.',
  'downloaded https://registry.example.com/{word}/-/{word}-{small}.{small}.{small}.tgz in {small}ms',
  'segfault at 0x{hash} ip {hash} sp {hash} error {small}',
  'cache miss for key user:{number}:profile, falling back to db-{small}',
  'Retrying connect to server: {host}:{port}. Already tried {small} time(s).',
] as const;

/** So many different lines, each of them with numbers, names and paths of its own. */
export function* mutatedLines(count: number, seed: number): Generator<string> {
  const random = createRandom(seed);
  for (let n = 0; n < count; n++) {
    const pattern = patterns[random.below(patterns.length)] ?? '';
    yield pattern.replaceAll(/\{(\w+)\}/gu, (_, kind: keyof typeof kinds) => kinds[kind](random));
  }
}

const hexadecimal = '0123456789abcdef';
const lowercase = 'abcdefghijklmnopqrstuvwxyz';

const kinds = {
  number: (random: Random) => String(random.below(2 ** 31)),
  small: (random: Random) => String(random.below(1_000)),
  port: (random: Random) => String(1_024 + random.below(60_000)),
  ip: (random: Random) => Array.from({ length: 4 }, () => random.below(256)).join('.'),
  hash: (random: Random) => `${random.text(hexadecimal, 11)}a1`,
  word: (random: Random) => random.text(lowercase, 3 + random.below(6)),
  host: (random: Random) => `node-${random.below(500)}.example.com`,
  path: (random: Random) =>
    `/srv/${random.text(lowercase, 5)}/${random.text(lowercase, 7)}/${random.text(lowercase, 4)}.js`,
  uuid: (random: Random) => [8, 4, 4, 4, 12].map((length) => random.text(hexadecimal, length)).join('-'),
  time: (random: Random) => new Date(1_700_000_000_000 + random.below(2 ** 31)).toISOString(),
};
