import type { Opportunity } from '../../../protocol/index.ts';
import { spanOf } from '../../../protocol/index.ts';
import { rankByGain } from '../find.ts';
import type { FoundInFile, RefactorService } from '../refactor-service.ts';
import type { KnownPlace, RunMemory } from './memory.ts';
import { placeKeys } from './place-keys.ts';
import { runRounds, type RunRequest, type RunResult, type RunWatch } from './run.ts';

export interface Batch {
  /** As `RefactorService.find`, without the places that a run looked at before and refused, as long as nothing changed. */
  find(
    request: {
      readonly intent?: string;
      readonly paths: readonly string[];
      readonly past: 'used' | 'ignored';
    },
    onFile: (answer: FoundInFile) => void,
    signal: AbortSignal,
  ): Promise<Found>;
  run(request: RunRequest, watch: RunWatch, signal: AbortSignal): Promise<RunResult>;
}

export interface Found {
  /** Best first. */
  readonly opportunities: readonly Opportunity[];
  /** How many places were left out because they were refused before. */
  readonly lookedAtBefore: number;
}

export interface BatchPorts {
  readonly refactor: RefactorService;
  /** Opened on the first need. */
  memory(): Promise<RunMemory>;
  /** Names this build of Grace: what another one found out is not used. */
  readonly build: string;
  /** The text of a file relative to the root, `undefined` when there is none. */
  readonly read: (path: string) => Promise<string | undefined>;
  sourceFiles(paths: readonly string[], signal: AbortSignal): Promise<readonly string[]>;
  newId(): string;
}

export function createBatch(ports: BatchPorts): Batch {
  let opened: Promise<RunMemory> | undefined;
  const memory = () => (opened ??= ports.memory());
  return {
    async find({ past, ...request }, onFile, signal) {
      const known = await memory();
      const keys = await placeKeys(ports);
      const opportunities: Opportunity[] = [];
      let lookedAtBefore = 0;
      const isOpen = async ({ file, intent, range }: Opportunity) => {
        const span = spanOf(await keys.text(file), range);
        return !span || !isHopeless(known.place(await keys.of({ path: file, intent, span })));
      };
      await ports.refactor.find(
        request,
        async (answer) => {
          const left: Opportunity[] = [];
          for (const each of answer.opportunities)
            if (past === 'ignored' || (await isOpen(each))) left.push(each);
          lookedAtBefore += answer.opportunities.length - left.length;
          opportunities.push(...left);
          onFile({ ...answer, opportunities: rankByGain(left) });
        },
        signal,
      );
      return { opportunities: rankByGain(opportunities), lookedAtBefore };
    },
    run: async (request, watch, signal) => runRounds(request, await memory(), ports, watch, signal),
  };
}

/** Nothing comes of it while its file stays as it is. What was only checked can still be had. */
export function isHopeless(place: KnownPlace | undefined): boolean {
  return place?.verdict === 'refused' || place?.verdict === 'failed';
}
