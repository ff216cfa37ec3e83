import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App } from 'aws-cdk-lib';
import { startAwsLocal } from '../../../src/aws-local';
import type { AwsLocal, AwsLocalOptions } from '../../../src/environment';
import { addStack, type BuildStack } from './build-stack';

export interface RunningApp {
  readonly aws: AwsLocal;
  /** What an SDK's client is made with. */
  readonly client: {
    readonly endpoint: string;
    readonly region: string;
    readonly credentials: { readonly accessKeyId: string; readonly secretAccessKey: string };
  };
  /** What functions printed, parsed where it is JSON. */
  readonly printed: unknown[];
  readonly output: (name: string) => string;
  close(): Promise<void>;
}

// As `synthesize` does: validating a template against the service's specification takes a minute on a busy machine.
process.env.CDK_VALIDATION = 'false';

const parsed = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
};

/**
 * Synthesizes a stack as any CDK app would, with the default synthesizer, and runs it.
 * @param build fills the stack; the test reads its outputs.
 */
export const runApp = async (build: BuildStack, options: Partial<AwsLocalOptions> = {}): Promise<RunningApp> => {
  const folder = mkdtempSync(join(tmpdir(), 'app-'));
  const app = new App({ outdir: folder });
  addStack(app, build);
  app.synth();
  const printed: unknown[] = [];
  const aws = await startAwsLocal({
    assembly: folder,
    clockScale: 10,
    onLog: ({ text }) => printed.push(parsed(text)),
    ...options,
  });
  return {
    aws,
    client: { endpoint: aws.url, region: 'us-east-1', credentials: { accessKeyId: 'local', secretAccessKey: 'local' } },
    printed,
    output(name) {
      const value = aws.outputs.Cafe?.[name];
      if (value === undefined) throw new Error(`the stack has no output ${name}`);
      return value;
    },
    async close() {
      await aws.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
};
