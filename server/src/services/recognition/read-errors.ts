import { channelOf } from './channels.ts';
import type { Line } from './lines.ts';
import type { FoundError } from './parsed-error.ts';
import { candidatesOf, parsers, type Candidates } from './parsers/index.ts';
import type { Block } from './parsers/parser.ts';

/** Lines of one block: a tool that goes on and on is reported in parts. */
const blockLinesMax = 2_000;

/** Lines kept of what nobody took, for who begins by looking back. */
export const linesBeforeMax = 2;

/** Outputs told apart at a time; what comes beyond is read as one. */
const channelsMax = 64;

export interface ErrorReader {
  take(line: Line): void;
  end(): void;
  /** Whether lines were taken that what they mean is not known of yet. */
  readonly isWaiting: boolean;
}

/**
 * Reads errors out of lines, each line for one tool only, and tells of each when all of it was read. Which parsers are
 * asked about a line is for `candidates` to say.
 */
export function readErrors(
  onError: (error: FoundError) => void,
  candidates: Candidates = candidatesOf,
): ErrorReader {
  const reading: Reading = { onError, candidates, openBlocks: 0 };
  const channels = new Map<string, Channel>();
  const channel = (name: string): Channel => {
    const known = channels.get(name);
    if (known) return known;
    if (channels.size >= channelsMax && name !== '') return channel('');
    const created: Channel = { before: [] };
    channels.set(name, created);
    return created;
  };
  return {
    take(line) {
      const { channel: name, line: bare } = channelOf(line);
      takeLine(channel(name), bare, reading);
    },
    end() {
      for (const each of channels.values()) while (each.open) closeBlock(each, reading);
    },
    get isWaiting() {
      return reading.openBlocks > 0;
    },
  };
}

interface Reading {
  readonly onError: (error: FoundError) => void;
  readonly candidates: Candidates;
  openBlocks: number;
}

interface Channel {
  /** The block that lines go to, and which parser it is of. */
  open?: { readonly index: number; readonly block: Block; readonly lines: Line[] } | undefined;
  readonly before: Line[];
}

function takeLine(channel: Channel, line: Line, reading: Reading): void {
  while (channel.open) {
    if (channel.open.lines.length < blockLinesMax && channel.open.block.add(line)) {
      channel.open.lines.push(line);
      return;
    }
    closeBlock(channel, reading);
  }
  beginWith(channel, line, 0, reading);
}

/** Asks the parsers from the given one on whether something of theirs begins with a line. */
function beginWith(channel: Channel, line: Line, from: number, reading: Reading): void {
  const { before } = channel;
  for (let left = reading.candidates(line.text) & (-1 << from); left !== 0; left &= left - 1) {
    const index = 31 - Math.clz32(left & -left);
    const block = parsers[index]?.begin(line, channel);
    if (!block) continue;
    channel.open = { index, block, lines: [line] };
    reading.openBlocks += 1;
    before.length = 0;
    return;
  }
  if (before.length >= linesBeforeMax) before.shift();
  before.push(line);
}

/**
 * Ends a block. The lines that it gives back are fewer than it had, and the first one goes to the parsers behind its own
 * where nothing came of it, so that this comes to an end.
 */
function closeBlock(channel: Channel, reading: Reading): void {
  if (!channel.open) return;
  const { index, block, lines } = channel.open;
  channel.open = undefined;
  reading.openBlocks -= 1;
  const { errors, giveBack = 0 } = block.finish();
  const used = lines.slice(0, Math.max(1, lines.length - giveBack));
  const [first] = used;
  if (errors.length === 0 && used.length === 1 && first) beginWith(channel, first, index + 1, reading);
  for (const error of errors)
    reading.onError({
      ...error,
      // Where the output was cut off before the sentence, what it was about is still known.
      message: error.message === '' ? (error.test ?? error.code ?? error.tool) : error.message,
      firstLine: error.firstLine ?? first?.number ?? 1,
      lastLine: error.lastLine ?? used.at(-1)?.number ?? 1,
    });
  for (const line of lines.slice(used.length)) takeLine(channel, line, reading);
}
