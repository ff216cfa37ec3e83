import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App, CfnOutput, Stack } from 'aws-cdk-lib';
import { type AwsLocal, type AwsLocalOptions, startAwsLocal } from '../../../src/aws-local';

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
 * @param build fills the stack and returns what the test must know of it, by output name.
 */
export const runApp = async (
  build: (stack: Stack) => Readonly<Record<string, string>>,
  options: Partial<AwsLocalOptions> = {},
): Promise<RunningApp> => {
  const folder = mkdtempSync(join(tmpdir(), 'app-'));
  const app = new App({ outdir: folder });
  const stack = new Stack(app, 'Cafe');
  for (const [name, value] of Object.entries(build(stack))) new CfnOutput(stack, name, { value });
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
