import { codeOf, messageOf } from './result.ts';

/** What a failed disk operation means to the person, by errno: why, and what to do. */
const reasons: Readonly<Record<string, string>> = {
  ENOSPC: 'the disk is full: free some space and try again',
  EDQUOT: 'your disk quota is used up: free some space and try again',
  EACCES: 'the permission is missing: check the owner and the mode of the file and its folder',
  EPERM:
    'the system does not permit it: check whether the file is locked, immutable or open in another program',
  EBUSY: 'another program holds it open: close that program and try again',
  EROFS: 'the file system is mounted read-only: remount it writable and try again',
  EMFILE: 'too many files are open: close some programs and try again',
  ENFILE: 'too many files are open on this machine: close some programs and try again',
  EIO: 'the disk reported an input/output error: check the disk before you try again',
  ENAMETOOLONG: 'the name is too long for this file system: choose a shorter one',
  ENOTDIR: 'a part of its path is a file, not a folder: check the path',
};

/** The reason of a failure as half a sentence, without a full stop. */
export function reasonOf(thrown: unknown): string {
  return reasons[codeOf(thrown)] ?? messageOf(thrown).replace(/\.$/, '');
}
