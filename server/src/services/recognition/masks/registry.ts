import { address } from './rows/address.ts';
import { code } from './rows/code.ts';
import { duration } from './rows/duration.ts';
import { file } from './rows/file.ts';
import { hash } from './rows/hash.ts';
import { host } from './rows/host.ts';
import { id } from './rows/id.ts';
import { ip } from './rows/ip.ts';
import { ip6 } from './rows/ip6.ts';
import { number } from './rows/number.ts';
import { path } from './rows/path.ts';
import { port } from './rows/port.ts';
import { size } from './rows/size.ts';
import { temp } from './rows/temp.ts';
import { time } from './rows/time.ts';
import { url } from './rows/url.ts';
import { uuid } from './rows/uuid.ts';
import { version } from './rows/version.ts';
import type { Mask } from './define.ts';

/** All masks. Where two could begin at one place, the upper one is taken. */
export const masks: readonly Mask[] = [
  ...[url, time, path, temp, file, host, ip6],
  ...[code, uuid, ip, port, address, duration, size, version, hash, id, number],
];
