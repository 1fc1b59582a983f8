/** Entry of the watchdog's thread (`dist/watchdog.js`). */
import { watchMainLoop } from '../adapters/index.ts';

watchMainLoop();
