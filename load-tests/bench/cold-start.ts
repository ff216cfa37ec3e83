import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'esbuild';
import { bundleOptions, REPOSITORY_ROOT } from '../../cdk/bundle-options';
import { stageDefinitions } from '../../cdk/stage-definitions';
import { STAGES, type StageName } from '../../contracts/events/order-processor';
import { interleaved, mediansOf } from './measure';
import { type LoadTime, loadTimeOf } from './module-load';

export interface ColdStart {
  readonly stage: StageName;
  /** Of the bundle as it is deployed, minified. */
  readonly bundleBytes: number;
  /** How much of it is the tracer, which is loaded only where tracing is on. */
  readonly tracerBytes: number;
  readonly clientsBundleBytes: number;
  /** From the beginning of loading the module to the handler being there, in a fresh process; medians, wall time. */
  readonly emptyLoadMs: number;
  /** The stage's AWS clients alone, made as the stage makes them. */
  readonly clientsLoadMs: number;
  readonly loadMs: number;
  readonly loadWithTracingMs: number;
  /** The same in CPU time, which other programs disturb less. */
  readonly cpuMs: {
    readonly empty: number;
    readonly clients: number;
    readonly stage: number;
    readonly stageWithTracing: number;
  };
}

const TRACER = '@aws-lambda-powertools/tracer';
const EMPTY = 'export const handler = async () => undefined;';
const stageClients = "import { stageClients } from './pipeline/aws/clients'; stageClients();";
const secretsClient =
  "import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager'; new SecretsManagerClient();";

/** What a stage's module is compared with; TypeScript. */
const sourcesOf = (stage: StageName) => ({
  empty: EMPTY,
  clients: [stageClients, stage === 'payment' ? secretsClient : '', EMPTY].join('\n'),
  stage: `export * from './${stageDefinitions[stage].entry}';`,
  // A stage loads the tracer with its first traced work, which is part of the first invocation.
  stageWithTracing: `import { Tracer } from '${TRACER}'; new Tracer({ captureHTTPsRequests: false });
    export * from './${stageDefinitions[stage].entry}';`,
});

/** Bundles a source as a Lambda's code is. @returns the bundle's size, bytes. */
const bundled = async (contents: string, outfile: string, external: string[] = []): Promise<number> => {
  const { entryPoints: _, ...options } = bundleOptions('', outfile);
  await build({ ...options, external, stdin: { contents, resolveDir: REPOSITORY_ROOT, loader: 'ts' } });
  return (await stat(outfile)).size;
};

/** What a stage's module wants to find in its environment; no service is asked while it loads. */
const variablesOf = (stage: StageName, tracing: boolean): Record<string, string> => ({
  STAGE: stage,
  TRACING: tracing ? 'on' : 'off',
  EVENT_BUS_NAME: 'bus',
  ORDERS_TABLE: 'orders',
  CONFIG_TABLE: 'config',
  COUNTER_TABLE: 'counters',
  QUEUE_URL: 'http://127.0.0.1/000000000000/queue',
  GATEWAY_SECRET_ARN: 'secret',
  BREAKER_NAME: 'payment-gateway',
  GATEWAY_ENVIRONMENT: 'bench',
  POWERTOOLS_SERVICE_NAME: stage,
  POWERTOOLS_METRICS_NAMESPACE: 'bench',
  AWS_REGION: 'us-east-1',
  AWS_ACCESS_KEY_ID: 'local',
  AWS_SECRET_ACCESS_KEY: 'local',
  // As in Lambda: the tracer does nothing elsewhere.
  ...(tracing && { AWS_LAMBDA_FUNCTION_NAME: stage, LAMBDA_TASK_ROOT: '/var/task' }),
});

const ofStage = async (stage: StageName, folder: string, rounds: number): Promise<ColdStart> => {
  const sources = sourcesOf(stage);
  const names = Object.keys(sources) as (keyof typeof sources)[];
  const file = (name: string): string => join(folder, `${stage}-${name}.js`);
  const bytes: Partial<Record<keyof typeof sources, number>> = {};
  for (const name of names) bytes[name] = await bundled(sources[name], file(name));
  const withoutTracer = await bundled(sources.stage, file('without-tracer'), [TRACER]);

  const contestants = Object.fromEntries(
    names.map((name) => [name, () => loadTimeOf(file(name), variablesOf(stage, name === 'stageWithTracing'))]),
  ) as Record<keyof typeof sources, () => Promise<LoadTime>>;
  const samples = await interleaved(contestants, rounds);
  const [empty, clients, own, traced] = [
    mediansOf(samples.empty),
    mediansOf(samples.clients),
    mediansOf(samples.stage),
    mediansOf(samples.stageWithTracing),
  ];
  return {
    stage,
    bundleBytes: bytes.stage ?? 0,
    tracerBytes: (bytes.stage ?? 0) - withoutTracer,
    clientsBundleBytes: bytes.clients ?? 0,
    emptyLoadMs: empty.wallMs,
    clientsLoadMs: clients.wallMs,
    loadMs: own.wallMs,
    loadWithTracingMs: traced.wallMs,
    cpuMs: { empty: empty.cpuMs, clients: clients.cpuMs, stage: own.cpuMs, stageWithTracing: traced.cpuMs },
  };
};

/** Each stage's module beside an empty handler and beside its AWS clients alone: what of a cold start is ours. */
export const coldStart = async (rounds = 9): Promise<ColdStart[]> => {
  const folder = await mkdtemp(join(tmpdir(), 'bench-'));
  try {
    const figures: ColdStart[] = [];
    for (const stage of STAGES) figures.push(await ofStage(stage, folder, rounds));
    return figures;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
};
