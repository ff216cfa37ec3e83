import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readAssembly, synthesize } from '@coffee-shop/aws-local';
import { REPOSITORY_ROOT } from '../../cdk/bundle-options';
import { runbookWith } from './runbook';
import { rehearsedAlarms, STACK_NAME, type TemplateWithAlarms } from './stack-alarms';

const RUNBOOK = join(REPOSITORY_ROOT, 'docs', 'runbook.md');

/** `npm run runbook`: writes into the runbook what is promised of each alarm. */
const main = async (): Promise<void> => {
  const folder = await mkdtemp(join(tmpdir(), 'runbook-'));
  try {
    await synthesize({ app: REPOSITORY_ROOT, outputFolder: folder });
    const stack = (await readAssembly(folder)).find(({ name }) => name === STACK_NAME);
    if (stack === undefined) throw new Error(`the app has no stack ${STACK_NAME}`);
    const template = stack.template as TemplateWithAlarms;
    await writeFile(RUNBOOK, runbookWith(await readFile(RUNBOOK, 'utf8'), rehearsedAlarms(template, STACK_NAME)));
  } finally {
    await rm(folder, { recursive: true });
  }
};

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : String(error));
  process.exitCode = 1;
});
