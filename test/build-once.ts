import { rmSync } from 'node:fs';
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { synthesize } from '@coffee-shop/aws-local';
import { build } from 'esbuild';
import { REPOSITORY_ROOT } from '../cdk/bundle-options';
import { isDeployed } from './run/mode';
import { NAMING } from './run/target';

/** The operator's command in one file: it starts in a third of the time that tsx takes to compile it. */
const bundleOps = (outfile: string) =>
  build({
    absWorkingDir: REPOSITORY_ROOT,
    entryPoints: ['ops/main.ts'],
    outfile,
    bundle: true,
    platform: 'node',
    target: 'node20',
    format: 'esm',
    mainFields: ['module', 'main'],
    // For the CommonJS packages in it.
    banner: { js: "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);" },
    logLevel: 'error',
  });

/** Jest's globalSetup: what many test files need is made once. They find it in `built.ts`. */
export default async (): Promise<void> => {
  if (isDeployed) return;
  const name = NAMING.find((variable) => process.env[variable]);
  if (name)
    console.error(`\n${name} is set: these tests run in environments of their own all the same, see docs/deploy.md`);
  const folder = await mkdtemp(join(tmpdir(), 'order-processor-tests-'));
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
  const assembly = join(folder, 'assembly');
  const ops = join(folder, 'ops', 'main.mjs');
  await Promise.all([synthesize({ app: REPOSITORY_ROOT, outputFolder: assembly }), bundleOps(ops)]);
  Object.assign(process.env, { TEST_ASSEMBLY: assembly, TEST_OPS: ops });
};
