import { CommanderError } from 'commander';
import { printable } from './printable';
import { UsageError } from './usage-error';

export const EXIT = { ok: 0, failed: 1, usage: 2 } as const;

const UNREACHABLE = new Set(['ECONNREFUSED', 'ECONNRESET', 'ENOTFOUND', 'EAI_AGAIN', 'ETIMEDOUT']);

const codeOf = (error: unknown): string => {
  const { code, errors } = (error ?? {}) as { code?: unknown; errors?: readonly unknown[] };
  return typeof code === 'string' ? code : errors?.length ? codeOf(errors[0]) : '';
};

/** Why a command failed, in one line. */
export const failureLine = (error: unknown, endpoint?: string): string => {
  if (UNREACHABLE.has(codeOf(error))) {
    return endpoint
      ? `nothing answers at ${endpoint}: is the environment still running (npm start)?`
      : `AWS cannot be reached: ${codeOf(error)}`;
  }
  if (error instanceof CommanderError) {
    return error.code === 'commander.help'
      ? 'a command is missing, see --help'
      : printable(error.message.replace(/^error: /, ''));
  }
  if (!(error instanceof Error)) return printable(String(error));
  // Errors of AWS are told apart by their names, which their messages do not repeat.
  const isPlain = error instanceof UsageError || error.name === 'Error' || error.message.startsWith(error.name);
  return printable(isPlain ? error.message : `${error.name}: ${error.message}`);
};

/** The process's exit code for what a command threw. */
export const exitCodeOf = (error: unknown): number => {
  if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.ok : EXIT.usage;
  return error instanceof UsageError ? EXIT.usage : EXIT.failed;
};
