import { boot } from './boot.ts';
import { chaosCoverage } from './chaos-coverage.ts';
import { chaosHalt } from './chaos-halt.ts';
import { chaosList } from './chaos-list.ts';
import { chaosReplay } from './chaos-replay.ts';
import { chaosRun } from './chaos-run.ts';
import type { Command } from './command.ts';
import { configCheck } from './config-check.ts';
import { learnedExport } from './learned-export.ts';
import { learnedForget } from './learned-forget.ts';
import { learnedImport } from './learned-import.ts';
import { learnedList } from './learned-list.ts';
import { learnedMerge } from './learned-merge.ts';
import { learnedRecord } from './learned-record.ts';
import { learnedRelease } from './learned-release.ts';
import { learnedRename } from './learned-rename.ts';
import { learnedShow } from './learned-show.ts';
import { learnedSplit } from './learned-split.ts';
import { logShow } from './log-show.ts';
import { logVerify } from './log-verify.ts';
import { playbooksCheck } from './playbooks-check.ts';
import { playbooksList } from './playbooks-list.ts';
import { proposalsAccept } from './proposals-accept.ts';
import { proposalsDiscard } from './proposals-discard.ts';
import { proposalsList } from './proposals-list.ts';
import { proposalsShow } from './proposals-show.ts';
import { recognize } from './recognize.ts';
import { refactorFind } from './refactor-find.ts';
import { refactorList } from './refactor-list.ts';
import { refactorRun } from './refactor-run.ts';
import { restoreApply } from './restore-apply.ts';
import { restoreList } from './restore-list.ts';
import { restoreRollback } from './restore-rollback.ts';
import { restoreStates } from './restore-states.ts';
import { secrets } from './secrets.ts';
import { serve } from './serve.ts';
import { servicesList } from './services-list.ts';
import { servicesRun } from './services-run.ts';
import { taskEmit } from './task-emit.ts';
import { why } from './why.ts';

/** Every command, in the order the help shows them. */
export const commands: readonly Command[] = [
  refactorList,
  refactorFind,
  refactorRun,
  proposalsList,
  proposalsShow,
  proposalsAccept,
  proposalsDiscard,
  restoreList,
  restoreApply,
  restoreStates,
  restoreRollback,
  taskEmit,
  recognize,
  learnedList,
  learnedShow,
  learnedRecord,
  learnedRelease,
  learnedRename,
  learnedMerge,
  learnedSplit,
  learnedForget,
  learnedExport,
  learnedImport,
  playbooksList,
  playbooksCheck,
  logShow,
  logVerify,
  why,
  boot,
  configCheck,
  secrets,
  servicesList,
  servicesRun,
  chaosList,
  chaosRun,
  chaosReplay,
  chaosCoverage,
  chaosHalt,
  serve,
];
