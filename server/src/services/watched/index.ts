/** Watched services promise that a program of the workspace that fell over stands up again, and that none is left behind. */
export type { ServiceFailure, ServicePlan, ServiceState, WatchedService } from './service.ts';
export { createWatchedServices, type WatchedServices } from './watched-services.ts';
