import { rmSync } from 'node:fs';
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { synthesize } from '../../local/assembly/synthesize';

/** Jest's globalSetup: the CDK app is synthesized once for all e2e tests, which find the assembly by this variable. */
export default async (): Promise<void> => {
  const folder = await mkdtemp(join(tmpdir(), 'order-processor-e2e-'));
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
  await synthesize(folder);
  process.env.E2E_ASSEMBLY = folder;
};
