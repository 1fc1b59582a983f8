type Variables = Readonly<Record<string, string | undefined>>;

/** Says of a variable that no child must get it. */
export type Hides = (name: string, value: string) => boolean;

/**
 * The environment a tool of the workspace gets: what a person's terminal has, without what the editor, npm or a git
 * hook put in for their own child (it would redirect the tool), and without what looks like a secret, or is known to be one.
 */
export function scrubEnvironment(
  environment: Variables,
  added: Variables = {},
  hides: Hides = () => false,
): Record<string, string> {
  const scrubbed: Record<string, string> = {};
  for (const [name, value] of Object.entries(environment)) {
    if (value === undefined || isForeign(name) || isSecret(name) || hides(name, value)) continue;
    scrubbed[name] = value;
  }
  for (const [name, value] of Object.entries(added)) {
    // Windows looks variables up without case: the added one must replace, not join, the inherited one.
    for (const inherited of Object.keys(scrubbed)) {
      if (sameVariable(inherited, name)) Reflect.deleteProperty(scrubbed, inherited);
    }
    if (value !== undefined) scrubbed[name] = value;
  }
  return scrubbed;
}

/** The least of a value that is taken for a secret by its name alone: `MONKEY=yes` is none. */
const secretLengthMin = 12;

/** What the names of an environment say is secret, so that it is never shown either. */
export function secretsIn(environment: Variables): readonly (readonly [name: string, value: string])[] {
  return Object.entries(environment).flatMap(([name, value]) =>
    value !== undefined && value.length >= secretLengthMin && isSecret(name) ? [[name, value] as const] : [],
  );
}

/** What a helper of ours needs to start: where programs are, and the system's own folders. */
export function bareEnvironment(environment: Variables, added: Variables = {}): Record<string, string> {
  const needed = ['PATH', 'SystemRoot', 'SystemDrive', 'windir', 'TMPDIR', 'TEMP', 'TMP'];
  const kept = Object.entries({ ...environment, ...added }).filter(
    ([name, value]) =>
      value !== undefined &&
      (name in added || needed.some((each) => each.toUpperCase() === name.toUpperCase())),
  );
  return Object.fromEntries(kept) as Record<string, string>;
}

/** Set for the editor, for Node or for a package manager's own script run; wrong for a tool that we start. */
const foreignNames = new Set([
  'ELECTRON_RUN_AS_NODE',
  'ELECTRON_NO_ATTACH_CONSOLE',
  'NODE_OPTIONS',
  'NODE_PATH',
  'NODE_ENV',
  'NODE_CHANNEL_FD',
  'NODE_CHANNEL_SERIALIZATION_MODE',
  'NODE_UNIQUE_ID',
  'NODE_V8_COVERAGE',
  'NODE_TEST_CONTEXT',
  'INIT_CWD',
  'GIT_DIR',
  'GIT_WORK_TREE',
  'GIT_INDEX_FILE',
  'GIT_OBJECT_DIRECTORY',
  'GIT_ALTERNATE_OBJECT_DIRECTORIES',
  'GIT_COMMON_DIR',
  'GIT_NAMESPACE',
  'GIT_PREFIX',
  'GIT_CEILING_DIRECTORIES',
  'GIT_CONFIG',
  'GIT_CONFIG_PARAMETERS',
  'GIT_CONFIG_COUNT',
  'GIT_EXTERNAL_DIFF',
  'GIT_ASKPASS',
  'GIT_EDITOR',
  'VITEST',
  'TEST',
  'JEST_WORKER_ID',
  'FORCE_COLOR',
  'BASH_ENV',
  'ENV',
]);
/** How packages are reached from this machine: npm says it to its children, and whatever installs needs it as much. */
const wayToPackages =
  /^npm_config_(?:registry|cafile|proxy|https?_proxy|noproxy|strict_ssl|cache|userconfig|globalconfig)$/iu;
const foreignPrefixes = ['VSCODE_', 'NPM_', 'PNPM_SCRIPT', 'GIT_CONFIG_KEY_', 'GIT_CONFIG_VALUE_', 'VITEST_'];
const secretEndings =
  /(?:^|_)(?:TOKEN|SECRET|SECRETS|PASSWORD|PASSWD|PASSPHRASE|KEY|APIKEY|CREDENTIALS?|PAT|COOKIE|DSN)$|TOKEN$|SECRET$|PASSWORD$/;

function isForeign(name: string): boolean {
  const upper = name.toUpperCase();
  if (wayToPackages.test(name)) return false;
  return foreignNames.has(upper) || foreignPrefixes.some((prefix) => upper.startsWith(prefix));
}

function isSecret(name: string): boolean {
  return secretEndings.test(name.toUpperCase());
}

function sameVariable(left: string, right: string): boolean {
  return process.platform === 'win32' ? left.toUpperCase() === right.toUpperCase() : left === right;
}
