/** Syntax promises what can be known of a file without a type checker: names, scopes and how the file is written. */
export { bindingsOf, frameOf, type Binding, type Reference } from './bindings.ts';
export { roleOf } from './names.ts';
export { oncePerSource } from './once-per-source.ts';
export { columnsOf, quoted, styleOf, type Style } from './style.ts';
