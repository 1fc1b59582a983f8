import { lstatSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const permissionBits = 0o7777;

/** What this system gives new files and folders, seen by making one of each: asking for the mask would set it. */
export const { newFileMode, newFolderMode } = lookAtNew();

function lookAtNew() {
  const folder = mkdtempSync(join(tmpdir(), 'grace-modes-'));
  try {
    const [file, below] = [join(folder, 'file'), join(folder, 'folder')];
    writeFileSync(file, '');
    mkdirSync(below);
    const modeOf = (path: string) => lstatSync(path).mode & permissionBits;
    return { newFileMode: modeOf(file), newFolderMode: modeOf(below) };
  } finally {
    rmSync(folder, { recursive: true });
  }
}
