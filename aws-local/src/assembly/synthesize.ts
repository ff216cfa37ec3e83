import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

export interface SynthesizeOptions {
  /** Folder with the app's cdk.json. */
  readonly app: string;
  /** Synthesizes the app in place of the command in cdk.json, which need not be there then. */
  readonly command?: string | undefined;
  /** Where the cloud assembly goes. */
  readonly outputFolder: string;
  /** What the CDK's command would be given by `-c`. */
  readonly context?: Readonly<Record<string, string>> | undefined;
}

interface CdkJson {
  readonly app?: string;
  readonly context?: object;
}

const readCdkJson = async (app: string): Promise<CdkJson> =>
  JSON.parse(await readFile(join(app, 'cdk.json'), 'utf8')) as CdkJson;

/**
 * Synthesizes a CDK app as the CDK's command would, without an account and without the network.
 * @throws Error with the app's output, if it fails.
 */
export const synthesize = async ({ app, command, outputFolder, context }: SynthesizeOptions): Promise<void> => {
  const cdkJson: CdkJson =
    command !== undefined && !existsSync(join(app, 'cdk.json')) ? { app: command } : await readCdkJson(app);
  const synthesizing = command ?? cdkJson.app;
  if (!synthesizing) throw new Error(`cdk.json in ${app} names no app: give its command`);
  const env = {
    ...process.env,
    CDK_OUTDIR: outputFolder,
    // `npm run synth` validates the templates; here it would double the time until an environment is ready.
    CDK_VALIDATION: 'false',
    CDK_CONTEXT_JSON: JSON.stringify({ ...cdkJson.context, 'aws:cdk:enable-asset-metadata': false, ...context }),
  };
  await new Promise<void>((done, fail) => {
    const child = spawn(synthesizing, { cwd: app, env, shell: true, stdio: ['ignore', 'pipe', 'pipe'] });
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
