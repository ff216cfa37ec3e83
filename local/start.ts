import { rmSync } from 'node:fs';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { dirname, relative, resolve } from 'node:path';
import { ExecutionEnvironment } from '@coffee-shop/aws-local';
import { watchSources } from '@coffee-shop/aws-local/watch';
import { printable } from '../ops/terminal/printable';
import { ConsolePage, openConsole } from './console/console';
import { lostText, refusedText } from './deliveries';
import { deniedText } from './denials';
import { type AppOptions, startEnvironment, startEnvironmentAt } from './environment';
import { endWithParent, requireNode } from './process';
import { shellVariables } from './shell-variables';
import { readStartOptions, type StartOptions } from './start-options';
import { WATCHED_SOURCES } from './watched-sources';

/** As long as the longest stage's name. */
const LOG_PREFIX = 'fulfillment'.length;

/** With the gateway's simulator, or at the gateway that the options name. */
const startAsAsked = ({ gatewayUrl, gatewayKey, gatewayLatencyMs }: StartOptions, options: AppOptions) =>
  gatewayUrl !== undefined && gatewayKey !== undefined
    ? startEnvironmentAt({ url: gatewayUrl, apiKey: gatewayKey }, options)
    : startEnvironment({ ...options, gatewayLatencyMs });

const main = async (): Promise<void> => {
  requireNode();
  const options = readStartOptions(process.argv);
  const { variablesFile: envFile } = options;

  if (options.inspect) process.env.BUNDLE_FOR_DEBUGGER = 'true';
  let isEnding = (): boolean => false;
  let isReady = false;
  // Nothing may be answered after this: an answer is a promise that is kept over restarts.
  const endAtOnce = (reason: string): never => {
    console.error(printable(reason));
    if (isReady) rmSync(envFile, { force: true });
    process.exit(1);
  };
  const page = new ConsolePage();
  let refusals = 0;
  let losses = 0;
  const environment = await startAsAsked(options, {
    paths: [page],
    ...(options.inspect && { startProcess: (worker) => new ExecutionEnvironment({ ...worker, inspect: true }) }),
    port: options.port,
    ...(options.persist !== undefined && { dataFolder: resolve(options.persist) }),
    context: options.context,
    ignore: options.ignore,
    parameters: options.parameter,
    ssm: options.ssm,
    clockScale: options.clockScale,
    alarms: true,
    iam: options.iam,
    onDenied: (denial) => console.log(printable(deniedText(denial))),
    onLog: ({ functionName, text }) => {
      const stage = functionName.slice(functionName.lastIndexOf('-') + 1);
      if (!options.quiet && (options.only ?? stage) === stage)
        console.log(`${stage.padEnd(LOG_PREFIX)} | ${text.split('\n').map(printable).join('\n')}`);
    },
    onPipeFailure: (failure) =>
      console.log(printable(`${refusedText(failure)} (refusal ${++refusals} since the start)`)),
    onDroppedEvent: (dropped) =>
      console.log(printable(`${lostText(dropped)} (lost event ${++losses} since the start)`)),
    // Whoever ends the environment may end the database with it.
    onDeath: (reason) => {
      if (!isEnding()) endAtOnce(reason);
    },
    onUnwritable: endAtOnce,
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
  isEnding = endWithParent(end);

  for (const { roleArn, reason } of environment.access.unjudged)
    console.log(printable(`${roleArn} may do everything here: ${reason}`));
  const lines = Object.entries(shell).map(([name, value]) => `${name}=${value}`);
  await mkdir(dirname(envFile), { recursive: true });
  await writeFile(envFile, `${lines.join('\n')}\n`);
  isReady = true;
  const shown = relative(process.cwd(), envFile);
  console.log(
    `${lines.join('\n')}\n\nconsole: ${operatorsConsole.url}\n\nready: the lines above are in ${shown} too (set -a; . ${shown})`,
  );
};

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : String(error));
  process.exitCode = 1;
});
