import type { Injury } from '../card.ts';
import type { AnalysisRole, Levers, ProcessLook } from '../subject.ts';

export interface ProcessStrike {
  readonly victim: AnalysisRole;
  readonly moment: 'idle' | 'asked';
  /** How long a question was with it when it is struck. */
  readonly afterMs: number;
  /** How often: its successors are struck as soon as they answer. */
  readonly times: number;
  readonly by: 'SIGKILL' | 'SIGSTOP';
}

/** What is struck when, and on what it depends; drawn by the cards. */
export const victims = ['syntax', 'semantic'] as const;
export const moments = ['idle', 'asked'] as const;
export const afterMsMax = 120;

/**
 * Strikes every process of a kind, while it has nothing to do or in the middle of a question, and asks on: each answer has to
 * be `usual`. It goes on striking while it is watched already.
 */
export async function strikeProcess(
  plan: ProcessStrike,
  usual: string,
  levers: Levers,
  signal: AbortSignal,
): Promise<Injury> {
  const { victim, by } = plan;
  const struck = new Set<number>();
  const answers: string[] = [];
  let isOver = false;

  async function once(): Promise<void> {
    const asked = plan.moment === 'asked' ? [levers.ask(victim)] : [];
    await levers.pause(plan.afterMs, signal);
    for (const { pid } of await alive(victim, levers)) {
      struck.add(pid);
      levers.signal(pid, by);
    }
    rest.push(...asked);
  }

  const rest: Promise<string>[] = [];
  async function goOn(): Promise<void> {
    for (let time = 1; time < plan.times; time += 1) {
      answers.push(...(await Promise.all([...rest.splice(0), levers.ask(victim)])));
      await once();
    }
    answers.push(...(await Promise.all([...rest.splice(0), levers.ask(victim)])));
    isOver = true;
  }

  await once();
  const first = new Set(struck);
  // What is not answered, or by nobody, shows in what is never healed.
  goOn().catch(() => undefined);
  return {
    what: `${by} of the ${victim} process, ${plan.times} times`,
    async landed() {
      const now = await levers.processes();
      return first.size > 0 && !now.some(({ pid, state }) => first.has(pid) && state === 'running');
    },
    async isHealed() {
      if (!isOver || answers.some((answer) => answer !== usual)) return false;
      return (await alive(victim, levers)).some(({ pid }) => !struck.has(pid));
    },
  };
}

async function alive(victim: AnalysisRole, levers: Levers): Promise<readonly ProcessLook[]> {
  return (await levers.processes()).filter(({ role, state }) => role === victim && state === 'running');
}
