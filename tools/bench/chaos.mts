/**
 * `npm run bench -- chaos`: every card with twenty seeds, each on a real server of its own, and a hundred runners that are
 * killed in the middle of a drill. The suite does a few of both. Build first (`npm run build`). `GRACE_BENCH_PARTS=drills` or
 * `kills` does one of them.
 */
import process from 'node:process';
import { KilledRuns, type KilledRun } from '../../test/features/chaos/killed-runs.ts';
import { RealDrills } from '../../test/features/chaos/real-drills.ts';
import { chaosCardIds, type ChaosDrilled } from '../../server/src/protocol/index.ts';
import type { Bench } from '../bench.mts';

const seeds = 20;
const kills = 100;
const gateNames = ['detect', 'diagnose', 'recover', 'integrity'] as const;

export async function run(bench: Bench): Promise<void> {
  const parts = (process.env['GRACE_BENCH_PARTS'] ?? 'drills,kills').split(',');
  if (parts.includes('drills')) await drillAll(bench);
  if (parts.includes('kills')) await killAll(bench);
}

async function drillAll(bench: Bench): Promise<void> {
  const drills: ChaosDrilled[] = [];
  for (let seed = 1; seed <= seeds; seed += 1)
    for (const card of chaosCardIds) {
      const name = `${card} ${seed}`;
      const { drilled, residue } = await bench.step(name, () => drillOnce(card, seed));
      drills.push(drilled);
      const wrong = Object.values(drilled.gates).filter(({ status }) => status !== 'pass');
      if (drilled.verdict === 'passed' && residue.length === 0) continue;
      const why = [drilled.reason ?? '', ...wrong.map(({ reason }) => reason), ...residue].join(' ');
      bench.log(`${name}: ${drilled.verdict} ${JSON.stringify(drilled.plan)} ${why}`);
    }
  for (const card of chaosCardIds)
    report(
      bench,
      card,
      drills.filter((each) => each.card === card),
    );
}

async function killAll(bench: Bench): Promise<void> {
  const left: KilledRun[] = [];
  const during: Record<string, number> = {};
  for (let seed = 0; seed < kills; seed += 1) {
    const killed = await bench.step(`kill ${seed}`, () => killOnce(seed));
    during[killed.during] = (during[killed.during] ?? 0) + 1;
    if (killed.residue.length > 0) left.push(killed);
  }
  bench.log(`${kills} runners killed, ${left.length} left something behind: ${JSON.stringify(during)}`);
  for (const { card, seed, residue } of left) bench.log(`  ${card} ${seed}: ${residue.join(' ')}`);
}

async function drillOnce(card: ChaosDrilled['card'], seed: number) {
  using drills = new RealDrills();
  const drilled = await drills.drill(card, seed);
  return { drilled, residue: drills.residue() };
}

async function killOnce(seed: number): Promise<KilledRun> {
  using runs = new KilledRuns();
  return await runs.kill(seed);
}

function report(bench: Bench, card: string, drills: readonly ChaosDrilled[]): void {
  const passed = drills.filter(({ verdict }) => verdict === 'passed').length;
  const gates = gateNames.map((name) => {
    const ms = drills
      .filter(({ gates }) => gates[name].status === 'pass')
      .map(({ gates }) => gates[name].ms)
      .sort((a, b) => a - b);
    const at = (share: number) => Math.round(ms[Math.ceil(share * ms.length) - 1] ?? 0);
    return `${name} ${ms.length} (p50 ${at(0.5)}, p95 ${at(0.95)} ms)`;
  });
  const paces = drills.flatMap(({ pace }) => pace ?? []).sort((a, b) => a - b);
  const pace = (paces[Math.floor(paces.length / 2)] ?? 1).toFixed(1);
  bench.log(`${card}: ${passed} of ${drills.length} passed; ${gates.join(', ')}; median pace ${pace}`);
}
