import type { DiskPort } from '../ports/index.ts';
import type { Layout } from './layout.ts';

/** The log on its disk. */
export interface LogFiles {
  readonly layout: Layout;
  readonly disk: DiskPort;
}
