import type { ActionId } from '../../../protocol/index.ts';
import type { Action } from './action.ts';
import { applyPatch } from './apply-patch.ts';
import { clearCache } from './clear-cache.ts';
import { enqueueTask } from './enqueue-task.ts';
import { escalate } from './escalate.ts';
import { reinstallDependencies, repairLog, restartService, restoreArtifact } from './planned.ts';
import { probeEndpoint } from './probe-endpoint.ts';
import { rebuildStore } from './rebuild-store.ts';
import { restartKernel } from './restart-kernel.ts';
import { restoreLoad } from './restore-load.ts';
import { rollbackState } from './rollback-state.ts';
import { runTool } from './run-tool.ts';
import { scaleWorkers } from './scale-workers.ts';
import { shedLoad } from './shed-load.ts';
import { stopKernel } from './stop-kernel.ts';
import { verifyWorkspace } from './verify-workspace.ts';

/** Every action there is: a playbook can name no other. */
export const actions: Readonly<Record<ActionId, Action>> = {
  restart_kernel: restartKernel,
  stop_kernel: stopKernel,
  scale_workers: scaleWorkers,
  shed_load: shedLoad,
  restore_load: restoreLoad,
  restore_artifact: restoreArtifact,
  rollback_state: rollbackState,
  repair_log: repairLog,
  rebuild_store: rebuildStore,
  clear_cache: clearCache,
  run_tool: runTool,
  apply_patch: applyPatch,
  reinstall_dependencies: reinstallDependencies,
  restart_service: restartService,
  probe_endpoint: probeEndpoint,
  verify_workspace: verifyWorkspace,
  enqueue_task: enqueueTask,
  escalate,
};
