/**
 * Names of two words and more that the language or the platform gives a meaning: a function of that name would hide it,
 * or be called by it. Keywords have but one word, and no name of ours has.
 */
const reserved = new Set(
  (
    'parseInt parseFloat isNaN isFinite encodeURI encodeURIComponent decodeURI decodeURIComponent globalThis ' +
    'setTimeout setInterval setImmediate clearTimeout clearInterval clearImmediate queueMicrotask structuredClone ' +
    'requestAnimationFrame cancelAnimationFrame requestIdleCallback cancelIdleCallback createImageBitmap ' +
    'addEventListener removeEventListener dispatchEvent postMessage reportError getComputedStyle getSelection ' +
    'matchMedia scrollTo scrollBy moveTo resizeTo beforeEach beforeAll afterEach afterAll ' +
    'toString toLocaleString valueOf hasOwnProperty isPrototypeOf propertyIsEnumerable toJSON ' +
    'componentDidMount componentDidUpdate componentWillUnmount shouldComponentUpdate forceUpdate setState'
  ).split(' '),
);

export function isReserved(name: string): boolean {
  return reserved.has(name);
}
