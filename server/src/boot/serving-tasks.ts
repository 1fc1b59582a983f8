import type { Tasks } from '../features/refactor/index.ts';

export interface ServingTasks {
  readonly tasks: Tasks;
  /** Tasks were served here once, and are again by a part that is started anew. */
  serves(): boolean;
}

/** The same tasks, with a memory of whether they are served. */
export function servingTasks(tasks: Tasks): ServingTasks {
  let isServing = false;
  return {
    serves: () => isServing,
    tasks: {
      ...tasks,
      serve() {
        isServing = true;
        return tasks.serve();
      },
    },
  };
}
