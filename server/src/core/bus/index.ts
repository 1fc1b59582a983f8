/** The bus promises that what is published reaches every subscriber in order, and that no subscriber can hurt another. */
export { createBus } from './create-bus.ts';
export type { BusOptions } from './create-bus.ts';
export { busKernel } from './kernel.ts';
export { Deliveries } from './deliveries.ts';
export { Hopeless } from './run-handler.ts';
export type * from './bus.ts';
export type * from './dead-letters.ts';
export type * from './health.ts';
export type { Handle, Message } from './message.ts';
