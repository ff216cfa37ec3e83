import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { opsProgram } from '../../../ops/program';
import type { Run } from '../../../ops/run';

const runbook = readFileSync(resolve(__dirname, '../../../docs/runbook.md'), 'utf8');

/** Every command that the runbook tells to type, as blocks or in a sentence. */
const commands = [
  ...new Set([...runbook.matchAll(/^ {4}ops (.+)$|`ops ([^`]+)`/gm)].map(([, block, inline]) => block ?? inline ?? '')),
];

const words = (command: string): string[] =>
  [...command.matchAll(/"([^"]*)"|(\S+)/g)].map(([, quoted, plain = '']) => quoted ?? plain.replace('NUMBER', '7'));

const parsed = async (command: string): Promise<void> => {
  const run: Run = () => async () => undefined;
  const program = opsProgram(run).configureOutput({ writeErr: () => undefined, outputError: () => undefined });
  await program.parseAsync(words(command), { from: 'user' });
};

test.each(commands)("the runbook's `ops %s` is a command that there is", async (command) => {
  await expect(parsed(command)).resolves.toBeUndefined();
});

test('one that there is not would be found', async () => {
  expect(commands.length).toBeGreaterThan(25);
  await expect(parsed('dlq redirve payment-dlq')).rejects.toThrow('unknown command');
  await expect(parsed('order list --older-than 2h')).rejects.toThrow('unknown option');
});
