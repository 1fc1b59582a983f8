import { isAscii } from 'node:buffer';
import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { basename, dirname, join } from 'node:path';
import { cachedDataVersionTag } from 'node:v8';
import { constants, Script } from 'node:vm';
import { crc32 } from 'node:zlib';

const limits = {
  /** Compiled programs that are kept, of all builds: a build has about six. */
  filesMax: 12,
} as const;

const checksumBytes = 4;
const hexadecimal = 16;
/** Whoever else may write there could have us run anything. */
const writableByOthers = 0o022;

export interface CompiledOptions {
  /** Absolute path of a folder of Grace's own, whose files may vanish. */
  readonly folder: string;
  /** Programs that do different work under one name are compiled apart. */
  readonly kind: string;
  /** By then the program has come up, and what the engine compiled for that is worth keeping; it is kept at the end otherwise. */
  readonly keepAfterMs: number;
}

/**
 * Runs a bundle from what the engine compiled of it the last time, functions that are compiled late included; Node's own
 * compile cache knows only those that the engine compiles at once, and is never written by a process that is killed. For a
 * bundle with a compiler in it that is the most of its start. Where nothing is kept or it cannot be used, the bundle is
 * compiled as ever, and what was compiled is kept once it runs. Answers what the bundle exports.
 */
export function runCompiled(bundle: string, options: CompiledOptions): unknown {
  const bytes = readFileSync(bundle);
  // A text of one byte a character is read and kept in half the time and space.
  const source = bytes.toString(isAscii(bytes) ? 'latin1' : 'utf8');
  const kept = keptCode(bundle, bytes, options);
  const cachedData = kept.read();
  const script = new Script(`${before}${source}${after}`, {
    filename: bundle,
    columnOffset: -before.length,
    importModuleDynamically: constants.USE_MAIN_CONTEXT_DEFAULT_LOADER,
    ...(cachedData === undefined ? {} : { cachedData }),
  });
  const run = script.runInThisContext() as ModuleFunction;
  const made = { exports: {} };
  run.call(made.exports, made.exports, createRequire(bundle), made, bundle, dirname(bundle));
  if (cachedData !== undefined && script.cachedDataRejected !== true) return made.exports;
  const keep = () => {
    clearTimeout(timer);
    process.off('exit', keep);
    kept.write(script.createCachedData());
  };
  const timer = setTimeout(keep, options.keepAfterMs).unref();
  process.once('exit', keep);
  return made.exports;
}

/** As Node wraps a module. */
const before = '(function (exports, require, module, __filename, __dirname) {';
const after = '\n})';
type ModuleFunction = (
  exports: object,
  require: NodeJS.Require,
  module: { exports: object },
  filename: string,
  folder: string,
) => void;

/** The engine compares the length of the source alone, and takes damaged code as it is: both are seen to here. */
function keptCode(bundle: string, source: Buffer, { folder, kind }: CompiledOptions) {
  const build = `${crc32(source).toString(hexadecimal)}-${cachedDataVersionTag().toString(hexadecimal)}`;
  const file = join(folder, `${basename(bundle, '.js')}-${kind}-${build}.code`);
  return {
    read(): Buffer | undefined {
      try {
        if (!isOurs(folder)) return undefined;
        const bytes = readFileSync(file);
        const code = bytes.subarray(checksumBytes);
        return bytes.readUInt32BE() === crc32(code) ? code : undefined;
      } catch {
        // Nothing is kept, or it cannot be read: it is compiled anew.
        return undefined;
      }
    },
    write(code: Buffer): void {
      try {
        mkdirSync(folder, { recursive: true, mode: 0o700 });
        if (!isOurs(folder)) return;
        const checksum = Buffer.alloc(checksumBytes);
        checksum.writeUInt32BE(crc32(code));
        const temporary = `${file}.${process.pid}.new`;
        writeFileSync(temporary, Buffer.concat([checksum, code]), { mode: 0o600 });
        renameSync(temporary, file);
        removeOldest(folder);
      } catch {
        // A help that cannot be kept: the next start takes as long as this one.
      }
    },
  };
}

function isOurs(folder: string): boolean {
  const { uid, mode } = statSync(folder);
  return process.getuid === undefined || (uid === process.getuid() && (mode & writableByOthers) === 0);
}

function removeOldest(folder: string): void {
  const files = readdirSync(folder).map((name) => {
    const path = join(folder, name);
    return { path, modifiedMs: statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? 0 };
  });
  const oldest = files.sort((one, other) => other.modifiedMs - one.modifiedMs).slice(limits.filesMax);
  for (const { path } of oldest) rmSync(path, { force: true });
}
