import { bundledProgram } from '../../bundled-program';

let compiled: string | undefined;

/**
 * The worker's program, compiled once per process. A worker that is given it starts in milliseconds, and sees the runtime that a handler
 * expects.
 */
export const workerSource = (): string => {
  compiled ??= bundledProgram(new URL('./main.ts', import.meta.url));
  return compiled;
};
