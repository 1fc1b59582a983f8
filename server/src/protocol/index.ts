/** Protocol promises one vocabulary for client, server and command line: plain interfaces, method strings and schemas. */
export * from './change.ts';
export * from './config.ts';
export * from './delivery.ts';
export * from './durable-topics.ts';
export * from './editor.ts';
export * from './incidents.ts';
export * from './kernels.ts';
export * from './log.ts';
export * from './metrics.ts';
export * from './names.ts';
export * from './plain-text.ts';
export * from './positions.ts';
export * from './proof.ts';
export * from './refactor.ts';
export * from './tasks.ts';
export * from './text-edits.ts';
export * from './topics.ts';
