import { durableTopics, lineOf } from '../../protocol/index.ts';
import { heard } from './sentences.ts';
import type { KernelLook, Look, RecordLook } from './subject.ts';

/** What the ordinary monitors of a Grace said: that something is wrong, or what they did about it. */
export interface Signal {
  readonly kind: 'raised' | 'recovery';
  /** A trigger such as `integrity_violation`, or a recovery such as `rebuild_store`. */
  readonly name: string;
  /** A kernel. */
  readonly about: string;
  readonly atMs: number;
  /** Where it was read, word by word. */
  readonly text: string;
}

export type Said = Omit<Signal, 'atMs'>;

/** Reads looks one after the other; knows nothing of drills. */
export class Monitors {
  readonly #kernels = new Map<string, KernelLook>();
  /** Kernel by incident. */
  readonly #incidents = new Map<string, string>();
  #safeMode: string | undefined;
  #failed: readonly string[] = [];

  /** What is new in this look, in the order it was said. */
  read({ atMs, records, said, health }: Look): readonly Signal[] {
    const kernels = health?.kernels ?? [];
    const found = [
      ...records.flatMap((record) => this.#recorded(record)),
      ...said.flatMap(heard),
      ...kernels.flatMap((kernel) => this.#changed(kernel)),
      ...(health?.failed ?? []).filter((text) => !this.#failed.includes(text)).flatMap(heard),
      ...this.#held(health?.safeMode),
    ];
    if (health) this.#failed = health.failed;
    for (const kernel of kernels) this.#kernels.set(kernel.id, kernel);
    return found.map((signal) => ({ ...signal, atMs }));
  }

  #recorded({ topic, payload }: RecordLook): readonly Said[] {
    if (topic === 'incident.opened') {
      const { data } = durableTopics[topic].schema.safeParse(payload);
      if (!data) return [];
      const { id, trigger, source, title, detail } = data;
      this.#incidents.set(id, source);
      return [{ kind: 'raised', name: trigger, about: source, text: `${title}: ${detail}` }];
    }
    if (topic === 'incident.closed') {
      const { data } = durableTopics[topic].schema.safeParse(payload);
      const about = this.#incidents.get(data?.id ?? '');
      const name = healings[about ?? ''];
      if (data?.outcome !== 'healed' || about === undefined || name === undefined) return [];
      return [{ kind: 'recovery', name, about, text: data.detail }];
    }
    if (topic === 'kernel.failed') {
      const { data } = durableTopics[topic].schema.safeParse(payload);
      if (!data) return [];
      return [{ kind: 'raised', name: data.failure, about: data.kernel, text: data.reason }];
    }
    if (topic === 'watchdog.stalled') {
      const { data } = durableTopics[topic].schema.safeParse(payload);
      if (!data) return [];
      const about = data.process.startsWith('analysis') ? 'analysis' : 'tier_watchdog';
      return [{ kind: 'raised', name: 'heartbeat_stall', about, text: lineOf(topic, data) }];
    }
    return [];
  }

  /** That it changes nothing from now on is what it does about it. */
  #held(safeMode: string | undefined): readonly Said[] {
    const isNew = safeMode !== undefined && safeMode !== this.#safeMode;
    this.#safeMode = safeMode;
    if (!isNew) return [];
    const about = unfitKernel.exec(safeMode)?.groups?.['kernel'] ?? 'grace';
    return [...heard(safeMode), { kind: 'recovery', name: 'enter_safe_mode', about, text: safeMode }];
  }

  #changed(now: KernelLook): readonly Said[] {
    const before = this.#kernels.get(now.id);
    if (!before) return [];
    const text = `${now.id}: ${before.state}, then ${now.state}; ${now.restarts} restarts`;
    const isLost = before.state === 'ready' && (now.state === 'degraded' || now.state === 'quarantined');
    return [
      ...(isLost ? [{ kind: 'raised', name: 'readiness_lost', about: now.id, text } as const] : []),
      ...(now.restarts > before.restarts
        ? [{ kind: 'recovery', name: 'restart_kernel', about: now.id, text } as const]
        : []),
    ];
  }
}

const unfitKernel = /nothing here: (?<kernel>\w+) does not run/u;

/** What it is that heals, by the kernel whose incident is closed. */
const healings: Readonly<Record<string, string>> = {
  analysis: 'restart_process',
  immutable_log: 'repair_log',
  store: 'rebuild_store',
};
