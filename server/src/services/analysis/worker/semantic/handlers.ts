import type { SemanticMethods } from '../../wire.ts';
import type { Handlers } from '../serve.ts';
import { makeEdit, type EditPorts } from './edit.ts';
import { screen } from './screen.ts';

/** What a semantic process answers. Each holds the process until it is done, so the parent sends one at a time. */
export function semanticHandlers(ports: EditPorts): Handlers<keyof SemanticMethods> {
  const released = <T>(work: () => T): T => {
    try {
      return work();
    } finally {
      ports.project.release();
    }
  };
  return {
    edit: (request, job) => released(() => makeEdit(ports, request, job)),
    screen: ({ change, paths }, job) => released(() => screen(ports, change, paths, job)),
  };
}
