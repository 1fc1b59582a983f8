const mebibyte = 1024 * 1024;

/** Every bound of the analysis processes. Units are last in each name. */
export const analysisLimits = {
  /** A file beyond either is left alone, with a sentence. */
  fileBytesMax: 2 * mebibyte,
  fileLinesMax: 20_000,
  /** The facts of so many files with so many characters, before and after, are asked of the process of the offers. */
  tinyFilesMax: 1,
  tinyCharsMax: 200,
  /** Files `Surroundings.files()` answers with. */
  packageFilesMax: 5_000,
  /** Files the walk over the workspace visits. */
  workspaceFilesMax: 50_000,
  /** Parsed files the syntax process keeps. */
  parsedFilesMax: 64,
  /** Texts from disk a process keeps. */
  diskTextsMax: 2_000,

  /** Semantic processes alive at once. */
  semanticProcessesMax: 2,
  /** A semantic process that had nothing to do for so long is unloaded. */
  semanticIdleMs: 5 * 60_000,
  /** The same for the syntax process of searches. */
  searchIdleMs: 2 * 60_000,
  semanticMemoryBytesMax: 3_072 * mebibyte,
  syntaxMemoryBytesMax: 1_024 * mebibyte,
  memoryPollMs: 2_000,

  /** Between two beats of the heart of a busy process; one that is silent is noticed within three. */
  heartbeatMs: 250,
  /** Beats that may be missing where the system does not tell whether a process only waits for the processor. */
  unknownBeatsMax: 12,
  /** Longest a busy process whose heart beats may compute without a sign of life from inside its work: it is in a loop. */
  silenceMs: 30_000,
  /** The same for a process that has not said its first word: it is being loaded. */
  startMs: 60_000,
  /** Between two looks at a busy process. */
  lookMs: 50,
  /** A cancelled request that is not answered within this has its process killed. */
  cancelGraceMs: 15_000,
  /** How long a request may take. */
  offerDeadlineMs: 10_000,
  syntaxDeadlineMs: 60_000,
  graphDeadlineMs: 120_000,
  editDeadlineMs: 300_000,

  /** Requests that wait for one process. */
  queueDepthMax: 64,
  /** Times a request is sent again after its process died. */
  retriesMax: 1,
  /** A process that died so often within the window is left alone until the window has passed. */
  deathsMax: 6,
  deathWindowMs: 60_000,

  /** Dependents of a changed declaration that are checked. */
  dependentsMax: 200,
  /** Time spent on checking dependents. */
  dependentsMs: 60_000,
  /** Projects one change is screened in. */
  projectsPerChangeMax: 4,
  /** New problems reported at most. */
  problemsMax: 50,
  /** TypeScript projects that references are followed through for one file. */
  referencesMax: 200,

  /** Between two looks at the cancellation flag, which costs a system call. */
  flagPollMs: 20,
  /** Between two words of how far the loading of a project is. */
  loadTellMs: 300,
  /** Between two signs of life from inside the work of a busy process. */
  beatMs: 500,
  /** Work that can pause lets other requests in after this. */
  sliceMs: 8,
  /** Between two looks at the modification times of a whole program. */
  recheckMs: 2_000,
};

export type AnalysisLimits = Readonly<typeof analysisLimits>;
