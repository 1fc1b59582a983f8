import { Session, type Debugger } from 'node:inspector';
import { fileURLToPath } from 'node:url';

/**
 * The stack of the main thread as it is now, innermost first, asked from another thread. The engine pauses the main thread
 * at the next place where it can, which a loop is as good as a call; one that waits for the system is seen right after.
 * Resolves to nothing when `signal` fires first, or where there is no inspector.
 */
export function takeMainStack(signal: AbortSignal): Promise<readonly string[]> {
  return new Promise((resolve) => {
    const session = new Session();
    const scripts = new Map<string, string>();
    let isOver = false;
    function over(stack: readonly string[]): void {
      if (isOver) return;
      isOver = true;
      signal.removeEventListener('abort', onAbort);
      // The end of the session lets the main thread go on, wherever it is.
      session.disconnect();
      resolve(stack);
    }
    const onAbort = () => over([]);
    try {
      session.connectToMainThread();
    } catch {
      resolve([]);
      return;
    }
    signal.addEventListener('abort', onAbort, { once: true });
    session.on('Debugger.scriptParsed', ({ params }) => void scripts.set(params.scriptId, params.url));
    session.on('Debugger.paused', ({ params }) => {
      const stack = params.callFrames.map((frame) => lineOf(frame, scripts));
      session.post('Debugger.resume');
      session.post('Debugger.disable', () => over(stack));
    });
    session.post('Debugger.enable');
    session.post('Debugger.pause');
  });
}

function lineOf(frame: Debugger.CallFrame, scripts: ReadonlyMap<string, string>): string {
  const { scriptId, lineNumber, columnNumber = 0 } = frame.location;
  const url = frame.url || (scripts.get(scriptId) ?? '');
  const path = url.startsWith('file:') ? fileURLToPath(url) : url;
  return `${frame.functionName || '(anonymous)'} (${path}:${lineNumber + 1}:${columnNumber + 1})`;
}
