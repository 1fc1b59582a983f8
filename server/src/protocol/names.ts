/** The nine intents. Those that are built register themselves under one of these names. */
export const intentIds = [
  'extract_method',
  'extract_readiness',
  'normalize_calls',
  'improve_logging',
  'reduce_complexity',
  'add_type_hints',
  'remove_duplication',
  'extract_helper',
  'split_large_file',
] as const;
export type IntentId = (typeof intentIds)[number];

/** The eighteen actions that repairs are made of, each with what it reaches: Grace itself, or what belongs to the workspace. */
const actionReach = {
  restart_kernel: 'grace',
  stop_kernel: 'grace',
  scale_workers: 'grace',
  shed_load: 'grace',
  restore_load: 'grace',
  restore_artifact: 'grace',
  rollback_state: 'grace',
  repair_log: 'grace',
  rebuild_store: 'grace',
  clear_cache: 'grace',
  run_tool: 'workspace',
  apply_patch: 'workspace',
  reinstall_dependencies: 'workspace',
  restart_service: 'workspace',
  probe_endpoint: 'workspace',
  verify_workspace: 'workspace',
  enqueue_task: 'workspace',
  escalate: 'grace',
} as const;
export type ActionId = keyof typeof actionReach;
export const actionIds = Object.keys(actionReach) as readonly ActionId[];

/** What an action reaches. */
export function reachOf(id: ActionId): 'grace' | 'workspace' {
  return actionReach[id];
}

type Reaching<Reach> = { [Id in ActionId]: (typeof actionReach)[Id] extends Reach ? Id : never }[ActionId];
export type WorkspaceActionId = Reaching<'workspace'>;

/** A repository may forbid these. That Grace keeps itself alive, and takes back what it did, is not for it to forbid. */
export const workspaceActionIds = (Object.keys(actionReach) as readonly ActionId[]).filter(
  (id): id is WorkspaceActionId => actionReach[id] === 'workspace',
);
