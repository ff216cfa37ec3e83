import { mkdir, rm, writeFile } from 'node:fs/promises';
import { dirname, join, relative, resolve } from 'node:path';
import { ExecutionEnvironment } from '@coffee-shop/aws-local';
import { watchSources } from '@coffee-shop/aws-local/watch';
import { Command, InvalidArgumentError } from 'commander';
import { REPOSITORY_ROOT } from '../cdk/bundle-options';
import { ConsolePage, openConsole } from './console/console';
import { startEnvironment } from './environment';
import { endWithParent, requireNode } from './process';
import { shellVariables } from './shell-variables';
import { WATCHED_SOURCES } from './watched-sources';

const DEFAULT_PORT = 4566;
/** As long as the longest stage's name. */
const LOG_PREFIX = 'fulfillment'.length;

const port = (text: string): number => {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 0 || value > 65_535) throw new InvalidArgumentError('must be 0 to 65535');
  return value;
};

const contextOf = (text: string, before: Record<string, string>): Record<string, string> => {
  const [, name, value] = /^([^=]+)=(.*)$/.exec(text) ?? [];
  if (name === undefined || value === undefined) throw new InvalidArgumentError('must be name=value');
  return { ...before, [name]: value };
};

const main = async (): Promise<void> => {
  requireNode();
  const command = new Command('npm start --')
    .description('Runs what the CDK app synthesizes on this machine, until Ctrl-C.')
    .option(
      '--port <number>',
      `port of the AWS services on 127.0.0.1 (default ${DEFAULT_PORT}; 0 takes a free one)`,
      port,
      DEFAULT_PORT,
    )
    .option('--clock-scale <factor>', 'environment seconds per real second', Number, 1)
    .option('--gateway-latency-ms <ms>', 'how long the payment gateway takes', Number, 20)
    .option(
      // Not --env-file: Node.js takes that one for itself, also after the script's name.
      '--variables-file <path>',
      'where to write the variables; another one for a second environment',
      join(REPOSITORY_ROOT, '.local', 'env'),
    )
    .option(
      '-c, --context <name=value...>',
      'context for the CDK app, as its command takes it: -c feed=rule',
      contextOf,
      {},
    )
    .option('--only <stage>', 'prints the log lines of this stage alone')
    .option('--persist <folder>', 'keeps tables, queues, secrets and the gateway’s ledger in this folder over restarts')
    .option('--watch', 'runs a stage’s new code when its source is saved; queues and tables stay')
    .option('--inspect', 'opens a debugger’s port per worker, bundles with source maps, and prints where')
    .option('--quiet', 'does not print the log lines of the stages')
    .parse();
  const options = command.opts<{
    port: number;
    clockScale: number;
    gatewayLatencyMs: number;
    variablesFile: string;
    context: Record<string, string>;
    only?: string;
    persist?: string;
    watch?: boolean;
    inspect?: boolean;
    quiet?: boolean;
  }>();
  const { variablesFile: envFile } = options;

  if (options.inspect) process.env.BUNDLE_FOR_DEBUGGER = 'true';
  const page = new ConsolePage();
  const environment = await startEnvironment({
    paths: [page],
    ...(options.inspect && { startProcess: (worker) => new ExecutionEnvironment({ ...worker, inspect: true }) }),
    port: options.port,
    ...(options.persist !== undefined && { dataFolder: resolve(options.persist) }),
    context: options.context,
    clockScale: options.clockScale,
    gatewayLatencyMs: options.gatewayLatencyMs,
    onLog: ({ functionName, text }) => {
      const stage = functionName.slice(functionName.lastIndexOf('-') + 1);
      if (!options.quiet && (options.only ?? stage) === stage) console.log(`${stage.padEnd(LOG_PREFIX)} | ${text}`);
    },
    onPipeFailure: ({ pipe, messageId, reason }) => console.log(`pipe ${pipe} | ${messageId}: ${reason}`),
    onDeath: (reason) => {
      console.error(reason);
      process.exitCode = 1;
      void end();
    },
  });
  const endWatching = options.watch
    ? await watchSources({
        assembly: environment.assembly,
        sources: WATCHED_SOURCES,
        swapCode: (functionName, codePath) => environment.lambda.swapCode(functionName, codePath),
        say: console.log,
      })
    : undefined;
  // The process: for who watches its memory, or wants to end it.
  const shell = { ...shellVariables(environment), ENVIRONMENT_PID: String(process.pid) };
  const operatorsConsole = await openConsole(page, environment, shell).catch(async (error: unknown) => {
    await environment.stop();
    throw error;
  });
  let ending: Promise<void> | undefined;
  const end = (): Promise<void> => {
    ending ??= (async () => {
      await rm(envFile, { force: true });
      await operatorsConsole.close();
      await Promise.all([endWatching?.(), environment.stop()]);
    })();
    return ending;
  };
  endWithParent(end);

  const lines = Object.entries(shell).map(([name, value]) => `${name}=${value}`);
  await mkdir(dirname(envFile), { recursive: true });
  await writeFile(envFile, `${lines.join('\n')}\n`);
  const shown = relative(process.cwd(), envFile);
  console.log(
    `${lines.join('\n')}\n\nconsole: ${operatorsConsole.url}\n\nready: the lines above are in ${shown} too (set -a; . ${shown})`,
  );
};

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : String(error));
  process.exitCode = 1;
});
