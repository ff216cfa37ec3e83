import { spawn } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';

export const REPOSITORY = resolve(import.meta.dirname, '../../..');

/**
 * Synthesizes the CDK app as the CDK's command would, without an account and without the network.
 * @param outputFolder where the cloud assembly goes.
 * @param app folder with the app's cdk.json.
 * @param context what the CDK's command would be given by `-c`.
 * @throws Error with what the app said, if it fails.
 */
export const synthesize = async (
  outputFolder: string,
  app = REPOSITORY,
  context: Readonly<Record<string, string>> = {},
): Promise<void> => {
  const cdkJson = JSON.parse(await readFile(join(app, 'cdk.json'), 'utf8')) as { app: string; context?: object };
  const env = {
    ...process.env,
    CDK_OUTDIR: outputFolder,
    // `npm run synth` validates the templates; here it would double the time until an environment is ready.
    CDK_VALIDATION: 'false',
    CDK_CONTEXT_JSON: JSON.stringify({ ...cdkJson.context, 'aws:cdk:enable-asset-metadata': false, ...context }),
  };
  await new Promise<void>((done, fail) => {
    const child = spawn(cdkJson.app, { cwd: app, env, shell: true, stdio: ['ignore', 'pipe', 'pipe'] });
    const said: Buffer[] = [];
    child.stdout.on('data', (chunk: Buffer) => said.push(chunk));
    child.stderr.on('data', (chunk: Buffer) => said.push(chunk));
    child.once('error', fail);
    child.once('close', (code) => {
      if (code === 0) done();
      else
        fail(new Error(`the CDK app ended with code ${code}:\n${Buffer.concat(said).toString('utf8').slice(-4_000)}`));
    });
  });
};
