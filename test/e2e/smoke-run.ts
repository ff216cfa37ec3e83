import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { variableName } from '../../ops/target/names';
import type { CoffeeShop } from './kit';

interface SmokeAnswer {
  readonly ok: boolean;
  readonly checks: readonly {
    readonly name: string;
    readonly found?: string;
    readonly fault?: string;
    readonly skipped?: string;
  }[];
}

/** Runs the command `npm run test:smoke` against an environment, as somebody in another terminal would. */
export const runSmokeTest = async (
  { environment }: CoffeeShop,
  ...more: string[]
): Promise<{ exitCode: number; answer: SmokeAnswer }> => {
  const folder = await mkdtemp(join(tmpdir(), 'smoke-'));
  const envFile = join(folder, 'env');
  const outputs = Object.values(environment.outputs).flatMap((stack) => Object.entries(stack));
  const variables = {
    ...environment.variables,
    ...Object.fromEntries(outputs.map(([name, value]) => [variableName(name), value])),
  };
  await writeFile(
    envFile,
    Object.entries(variables)
      .map(([name, value]) => `${name}=${value}\n`)
      .join(''),
  );
  try {
    return await new Promise((done, fail) => {
      const args = ['--import', 'tsx', 'test/smoke/main.ts', '--variables-file', envFile, '--json', ...more];
      execFile(process.execPath, args, (error, stdout, stderr) => {
        const exitCode = error === null ? 0 : Number(error.code);
        const line = stdout.trim().split('\n').at(-1);
        if (line) done({ exitCode, answer: JSON.parse(line) });
        else fail(new Error(`the smoke test printed nothing: ${stderr}`));
      });
    });
  } finally {
    await rm(folder, { recursive: true });
  }
};
