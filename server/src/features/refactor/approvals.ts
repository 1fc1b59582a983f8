import { isRefusal, sha256 } from '../../base/index.ts';
import type { DiskPort } from '../../core/ports/index.ts';
import type { ToolApproval } from '../../protocol/index.ts';
import type { Proof } from '../../services/proof/index.ts';

/** What the person answered to the exact commands of a workspace; `undefined` when never asked about these. */
export interface Approvals {
  state(proof: Proof): Promise<boolean | undefined>;
  /** `commands` are the ones the person saw: what changed while they were reading is asked for again. */
  remember(commands: ToolApproval['commands'], answer: 'approved' | 'denied'): Promise<void>;
}

export interface RememberedApprovals extends Approvals {
  /** What was answered to exactly these commands; `undefined` where nobody was asked. */
  answer(commands: ToolApproval['commands']): Promise<boolean | undefined>;
}

/**
 * Approvals remembered outside the repository, as the hash of the exact argv lines: when a command changes, the person
 * is asked again. `always` stands for `--trust`: this run only, nothing is remembered.
 */
export function openApprovals(file: string, disk: DiskPort, policy: 'ask' | 'always'): RememberedApprovals {
  async function read(): Promise<Answers> {
    const bytes = await disk.read(file);
    // A damaged file means nothing was approved: the person is asked again.
    return (bytes && answersIn(bytes)) ?? {};
  }

  async function answerTo(commands: ToolApproval['commands']): Promise<boolean | undefined> {
    if (policy === 'always') return true;
    const answer = (await read())[keyOf(commands)];
    return answer && answer === 'approved';
  }

  return {
    async state(proof) {
      if (policy === 'always') return true;
      const commands = await proof.commands();
      return isRefusal(commands) ? undefined : answerTo(commands);
    },
    answer: answerTo,
    async remember(commands, answer) {
      if (policy === 'always') return;
      const temporary = `${file}.new`;
      await disk.write(
        temporary,
        Buffer.from(JSON.stringify({ ...(await read()), [keyOf(commands)]: answer })),
        0o600,
      );
      await disk.sync(temporary);
      await disk.rename(temporary, file);
    },
  };
}

type Answers = Readonly<Record<string, 'approved' | 'denied'>>;

/** `undefined` where it is damaged. */
function answersIn(bytes: Buffer): Answers | undefined {
  try {
    const parsed: unknown = JSON.parse(bytes.toString('utf8'));
    if (typeof parsed !== 'object' || parsed === null) return undefined;
    return Object.fromEntries(
      Object.entries(parsed).filter(
        (entry): entry is [string, 'approved' | 'denied'] => entry[1] === 'approved' || entry[1] === 'denied',
      ),
    );
  } catch {
    return undefined;
  }
}

export function isSoundApprovals(bytes: Buffer): boolean {
  return answersIn(bytes) !== undefined;
}

/** Earlier answers, of which nothing is approved that was denied since: in what was answered last, or as the log says. */
export function approvalsAsDeniedSince(
  earlier: Buffer,
  present: Buffer | undefined,
  denials: readonly (readonly Pick<ToolApproval['commands'][number], 'argv' | 'cwd'>[])[],
): Buffer {
  const answers = answersIn(earlier) ?? {};
  const latest = (present && answersIn(present)) ?? {};
  const denied = [
    ...Object.keys(latest).filter((key) => latest[key] === 'denied'),
    ...denials.map((commands) => keyOf(commands)).filter((key) => latest[key] !== 'approved'),
  ].filter((key) => answers[key] === 'approved');
  if (denied.length === 0) return earlier;
  return Buffer.from(
    JSON.stringify({ ...answers, ...Object.fromEntries(denied.map((key) => [key, 'denied'])) }),
  );
}

function keyOf(commands: readonly Pick<ToolApproval['commands'][number], 'argv' | 'cwd'>[]): string {
  return sha256(JSON.stringify(commands.map(({ argv, cwd }) => [cwd, ...argv])));
}
