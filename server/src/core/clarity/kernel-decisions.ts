import type { Decision, KernelId } from '../../protocol/index.ts';
import type { KernelEvent } from '../kernel/index.ts';

/** Turns what the control plane tells into the decisions it made, each with what it rests on. */
export interface KernelDecisions {
  /** `undefined` for what is no decision. */
  of(event: KernelEvent): Decision | undefined;
}

export function createKernelDecisions(): KernelDecisions {
  const reasons = new Map<KernelId, string>();
  const about = (id: KernelId, decision: Omit<Decision, 'subject' | 'evidence' | 'causes'>): Decision => ({
    ...decision,
    subject: `kernel ${id}`,
    evidence: [{ what: reasons.get(id) ?? 'It failed.' }],
    causes: [],
  });

  return {
    of(event) {
      switch (event.kind) {
        case 'failed':
          reasons.set(event.id, `${event.id} failed (${event.failure}): ${event.reason}`);
          return undefined;
        case 'retry':
          return about(event.id, restart(event.id, event.delayMs));
        case 'escalated':
          return about(event.id, escalation(event.id, event.group));
        case 'quarantined':
          return about(event.id, quarantine(event.id, event.untilMs));
        case 'recovered':
          return about(event.id, trust(event.id));
        case 'unfit':
          return about(event.id, unfit(event.id));
        default:
          return undefined;
      }
    },
  };
}

type Told = Omit<Decision, 'subject' | 'evidence' | 'causes'>;

function restart(id: KernelId, delayMs: number): Told {
  return {
    kind: 'restart',
    decided: `${id} is started again in ${Math.round(delayMs)} ms.`,
    turnedDown: [
      { option: 'Start it at once', why: 'One that fails again and again would take the machine with it.' },
      { option: 'Leave it stopped', why: 'A kernel is never given up.' },
    ],
    certainty: {
      level: 'moderate',
      why: 'A new start heals what is passing; what lasts shows by failing again.',
    },
  };
}

function escalation(id: KernelId, group: readonly KernelId[]): Told {
  return {
    kind: 'escalate',
    decided: `${group.join(', ')} are started anew with ${id}, which stands on them.`,
    turnedDown: [{ option: `Start only ${id} again`, why: 'That was tried as often as is sensible.' }],
    certainty: {
      level: 'low',
      why: 'It is not known that the cause lies there: it is the next place to look.',
    },
  };
}

function quarantine(id: KernelId, untilMs: number): Told {
  return {
    kind: 'quarantine',
    decided: `${id} is left alone until ${new Date(untilMs).toISOString()}, and tried with care then.`,
    turnedDown: [
      { option: 'Start it again now', why: 'Neither starts nor starts of what it stands on have helped.' },
      { option: 'Give it up', why: 'What is the matter may be over later.' },
    ],
    certainty: { level: 'high', why: 'It failed too often within its window, also after an escalation.' },
  };
}

function trust(id: KernelId): Told {
  return {
    kind: 'trust',
    decided: `${id} is relied on again.`,
    turnedDown: [{ option: 'Trust it after one good self-test', why: 'What flaps passes one now and then.' }],
    certainty: { level: 'high', why: 'It passed its self-test several times in a row.' },
  };
}

function unfit(id: KernelId): Told {
  return {
    kind: 'boot',
    decided: `Grace is not fit without ${id}: an older state is tried, or safe mode.`,
    turnedDown: [
      { option: `Go on without ${id}`, why: 'It belongs to the foundation: nothing holds without it.' },
    ],
    certainty: { level: 'certain', why: 'A kernel of tier 0 does not run.' },
  };
}
