import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { systemDisk, systemSockets } from '../adapters/index.ts';
import { isCancelled, isRefusal, messageOf, systemClock, type Refusal } from '../base/index.ts';
import type { Bus } from '../core/bus/index.ts';
import { createClarity, type Clarity } from '../core/clarity/index.ts';
import type { Log } from '../core/log/index.ts';
import { joinOwner, shareState, type AnswerQuestion, type Owner, type Shared } from '../core/owner/index.ts';
import type { DiskPort } from '../core/ports/index.ts';
import { openSecrets, type SecretProvider, type Secrets } from '../core/secrets/index.ts';
import { openSettings, type Settings } from '../core/settings/index.ts';
import { cacheFolderOf, openState, type State } from '../core/state/index.ts';
import type { Store } from '../core/store/index.ts';
import type { passingTopics, ToolApproval } from '../protocol/index.ts';
import type { Chaos } from '../features/chaos/index.ts';
import {
  createBatch,
  createRefactorService,
  createTasks,
  openApprovals,
  openRunMemory,
  type Batch,
  type RefactorService,
  type Tasks,
} from '../features/refactor/index.ts';
import { createAnalysis, editUnderRules, type Analysis } from '../services/analysis/index.ts';
import { createProof, openSandbox, recordVerdicts } from '../services/proof/index.ts';
import { applyUnderRules, openRestore, recoveryDecision, type Recovery } from '../services/restore/index.ts';
import { hungProcess } from '../core/watchdog/index.ts';
import { describeWorkspace, workspaceBoundary, type WorkspaceFacts } from '../services/workspace/index.ts';
import { openChaos } from './chaos.ts';
import { thisMachine } from './machine.ts';
import { newId } from './new-id.ts';
import type { Secrecy } from './secrecy.ts';
import { openWorkspaceLog } from './workspace-log.ts';

export interface WorkspaceRequest {
  /** Absolute path as it was opened. */
  readonly folder: string;
  /** `always`: the workspace's own commands are approved for this run (`--trust`). */
  readonly approvals: 'ask' | 'always';
  /** While false, nothing of the workspace runs. */
  readonly trusted: () => boolean;
  /** Unsaved buffers by path relative to the root. */
  readonly overlays: () => ReadonlyMap<string, string>;
  readonly secretProvider: SecretProvider;
  readonly secrecy: Secrecy;
  readonly log: (level: 'info' | 'warn' | 'error', message: string) => void;
}

/** Everything that serves one workspace, the same for editor and command line. */
export interface Workspace {
  readonly root: string;
  readonly realFolder: string;
  readonly facts: WorkspaceFacts;
  readonly refactor: RefactorService;
  readonly batch: Batch;
  /** Work that was asked for and is carried to its end. */
  readonly tasks: Tasks;
  readonly analysis: Analysis;
  readonly recoveries: readonly Recovery[];
  /** What Grace may do here. */
  readonly settings: Settings;
  /** What is needed of secrets here. */
  readonly secrets: Secrets;
  /** What happened here, append-only. */
  readonly log: Log;
  /** Why things are as they are. */
  readonly clarity: Clarity;
  /** What Grace is drilled with. */
  readonly chaos: Chaos;
  /** Whatever happens here, as it happens. */
  readonly bus: Bus<typeof passingTopics>;
  /** What the log says, to be asked. */
  readonly store: Store;
  read(path: string): Promise<string | undefined>;
  /** Makes this process the owner of the state, whom commands ask. */
  share(answer: AnswerQuestion, signal: AbortSignal): Promise<Shared | Refusal>;
  /** The process that owns the state, if there is one. */
  owner(signal: AbortSignal): Promise<Owner | undefined>;
  dispose(): Promise<void>;
}

export async function openWorkspace(
  asked: WorkspaceRequest,
  signal: AbortSignal,
): Promise<Workspace | Refusal> {
  const { redactor, processes } = asked.secrecy;
  const request: WorkspaceRequest = {
    ...asked,
    log: (level, message) => asked.log(level, redactor.redact(message)),
  };
  const disk = systemDisk;
  const clock = systemClock;
  const facts = await describeWorkspace(request.folder, { disk, processes }, signal);
  if (isRefusal(facts)) return facts;
  const { root } = facts;
  const realFolder = (await disk.realPath(request.folder)) ?? root;
  const machine = thisMachine();
  const state = await openState({ root, disk, processes, clock, ids: newId, machine });
  if (isRefusal(state)) return state;
  const warn = (message: string) => request.log('warn', message);
  const settings = await openSettings(
    { root, stateFolder: state.folder, machine, disk, clock, ids: newId, warn },
    signal,
  );
  const { rules } = settings;
  const { log, bus, store, ledger, record } = openWorkspaceLog({
    ...{ state, disk, clock, redactor, log: request.log },
  });
  const clarity = createClarity({ log, warn });
  const secrets = openSecrets({
    ...{ stateFolder: state.folder, provider: request.secretProvider, redactor, disk, clock, ids: newId },
    ...{ randomBytes, warn, record: (change) => record('secret.changed', change) },
    required: () => (request.trusted() ? (settings.workspace().secrets?.required ?? []) : []),
  });
  const attest = () =>
    secrets.attest(signal).catch((thrown: unknown) => {
      if (!isCancelled(thrown)) warn(messageOf(thrown));
    });
  settings.onDidChange(() => void attest());
  const attested = attest();
  if (request.secretProvider.isAtHand) await attested;
  const openedRestore = await openRestore({
    root,
    stateFolder: state.folder,
    disk,
    clock,
    ids: newId,
    exclusive: (waiting) => state.lock(waiting),
    ledger,
  });
  if (isRefusal(openedRestore)) return openedRestore;
  const recoveries = await openedRestore.recover(signal);
  await Promise.all(recoveries.map((recovery) => clarity.decide(recoveryDecision(recovery))));
  const restore = applyUnderRules(openedRestore, rules);
  const cache = cacheFolderOf(root, machine);
  await disk.makeFolder(cache);
  const analysisModule = join(__dirname, 'analysis.js');
  const analysis = editUnderRules(
    createAnalysis({
      ...{ root, processes, disk, clock, module: analysisModule, log: request.log },
      scratch: join(cache, 'analysis'),
      onHung: (process, silenceMs) =>
        void record('watchdog.stalled', hungProcess(process, silenceMs, clock.now())),
    }),
    rules,
  );
  const approvals = openApprovals(join(state.folder, 'approvals.json'), disk, request.approvals);
  const proof = createProof({
    disk,
    processes,
    clock,
    analysis,
    describe: (describing) => describeWorkspace(root, { disk, processes }, describing),
    mayRun: async (commands) => mayRunTools() && (await approvals.covers(commands)),
    openSandbox,
    folder: cache,
    residentModule: join(__dirname, 'resident.js'),
    log: (message) => request.log('info', message),
    redactor,
  });
  const mayRunTools = () => request.trusted() && !rules.whyNoTools();
  const recordedProof = recordVerdicts(
    { ...proof, commands: async () => rules.whyNoTools() ?? proof.commands() },
    (verdict) => record('proof.verdict', verdict),
    (decision) => clarity.decide(decision),
  );
  const refactor = createRefactorService({
    analysis,
    proof: recordedProof,
    restore,
    approvals: {
      state: async (asked) => (mayRunTools() ? approvals.state(asked) : false),
      async remember(commands, answer) {
        await approvals.remember(commands, answer);
        // What holds for this run only is not an answer that anybody gave.
        if (request.approvals === 'ask') await record(`tools.${answer}`, { commands: commandsIn(commands) });
      },
    },
    clock,
    newId,
    overlays: request.overlays,
    decide: (decision) => clarity.decide(decision),
  });
  const boundary = workspaceBoundary(root, disk);
  const read = async (path: string) =>
    (await boundary.contains(path)) ? (await disk.read(join(root, path)))?.toString('utf8') : undefined;
  const batch = createBatch({
    refactor,
    memory: () =>
      openRunMemory({
        ...{ file: join(state.folder, 'run-memory.jsonl'), disk, clock },
        warn,
      }),
    build: await buildOf(analysisModule, disk),
    read,
    sourceFiles: (paths, asked) => analysis.sourceFiles(paths, asked),
    newId,
  });
  const tasks = createTasks({
    ...{ bus, batch, clock, read, locate: (path) => boundary.locate(path) },
    intents: (asking) => refactor.intents(asking),
    approval: () => refactor.approval(),
  });
  return {
    root,
    realFolder,
    facts,
    refactor,
    analysis,
    recoveries,
    settings,
    secrets,
    batch,
    tasks,
    ...ownership({ state, disk, clock, machine }),
    read,
    log,
    bus,
    clarity,
    store,
    chaos: openChaos({ root, state, log, machine, bundles: __dirname }),
    async dispose() {
      // What was handled by then is still recorded.
      await Promise.all([bus.close(), store.close()]);
      // What is being recorded ends before the log does.
      await secrets.dispose();
      await Promise.all([proof.dispose(), analysis.dispose(), log.close()]);
    },
  };
}

/** The two ends of the line between the process that owns the state and the commands beside it. */
function ownership(ports: {
  readonly state: State;
  readonly disk: DiskPort;
  readonly clock: typeof systemClock;
  readonly machine: ReturnType<typeof thisMachine>;
}): Pick<Workspace, 'share' | 'owner'> {
  const { state, disk, clock, machine } = ports;
  const common = { folder: state.folder, disk, clock, sockets: systemSockets };
  return {
    share: (answer, signal) =>
      shareState(
        {
          ...{ ...common, randomBytes, answer, ids: newId, pid: machine.pid },
          claim: (claiming) => state.claim('owner', claiming),
        },
        signal,
      ),
    owner: (signal) => joinOwner(common, signal),
  };
}

/** Another build may judge differently: what one found out is not used by another. */
async function buildOf(module: string, disk: DiskPort): Promise<string> {
  const stat = await disk.stat(module);
  return `${stat?.sizeBytes ?? 0} ${stat?.modifiedMs ?? 0}`;
}

function commandsIn(commands: ToolApproval['commands']) {
  return commands.map(({ gate, argv, cwd }) => ({ gate, argv: [...argv], cwd }));
}
