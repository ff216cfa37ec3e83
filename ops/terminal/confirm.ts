import { createInterface } from 'node:readline/promises';
import type { Readable, Writable } from 'node:stream';
import { printable } from './printable';
import { UsageError } from './usage-error';

export interface Terminal {
  readonly input: Readable & { readonly isTTY?: boolean };
  readonly output: Writable;
}

/**
 * Has a person confirm what cannot be taken back. Nobody to ask: `--confirm` must have been given.
 * @throws UsageError if it was not confirmed.
 */
export const confirm = async (what: string, given: boolean, { input, output }: Terminal): Promise<void> => {
  if (given) return;
  if (!input.isTTY) throw new UsageError(`${what}: this needs --confirm where nobody can be asked`);
  const lines = createInterface({ input, output });
  try {
    const answer = await lines.question(`${printable(what)}. Go on? [y/N] `);
    if (!/^y(es)?$/i.test(answer.trim())) throw new UsageError(`${what}: not confirmed, nothing was changed`);
  } finally {
    lines.close();
  }
};
