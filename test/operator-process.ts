import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { builtOps } from './built';

/**
 * Runs the operator's command as a process of its own.
 * @param variables its environment, beside PATH.
 */
export const runOperator = async (variables: Readonly<Record<string, string>>, args: readonly string[]) => {
  const child = spawn(process.execPath, [builtOps(), ...args], {
    env: { PATH: process.env.PATH, ...variables },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const [stdout, stderr, [code]] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    once(child, 'close') as Promise<[number | null]>,
  ]);
  return { code, stdout, stderr };
};
