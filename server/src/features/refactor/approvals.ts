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
  /** Whether exactly these commands were approved. */
  covers(commands: ToolApproval['commands']): Promise<boolean>;
}

/**
 * Approvals remembered outside the repository, as the hash of the exact argv lines: when a command changes, the person
 * is asked again. `always` stands for `--trust`: this run only, nothing is remembered.
 */
export function openApprovals(file: string, disk: DiskPort, policy: 'ask' | 'always'): RememberedApprovals {
  async function read(): Promise<Record<string, 'approved' | 'denied'>> {
    const bytes = await disk.read(file);
    if (!bytes) return {};
    try {
      const parsed: unknown = JSON.parse(bytes.toString('utf8'));
      if (typeof parsed !== 'object' || parsed === null) return {};
      return Object.fromEntries(
        Object.entries(parsed).filter(
          (entry): entry is [string, 'approved' | 'denied'] =>
            entry[1] === 'approved' || entry[1] === 'denied',
        ),
      );
    } catch {
      // A damaged file means nothing was approved: the person is asked again.
      return {};
    }
  }

  return {
    async state(proof) {
      if (policy === 'always') return true;
      const commands = await proof.commands();
      if (isRefusal(commands)) return undefined;
      const answer = (await read())[keyOf(commands)];
      return answer && answer === 'approved';
    },
    async covers(commands) {
      return policy === 'always' || (await read())[keyOf(commands)] === 'approved';
    },
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

function keyOf(commands: ToolApproval['commands']): string {
  return sha256(JSON.stringify(commands.map(({ argv, cwd }) => [cwd, ...argv])));
}
