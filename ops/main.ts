import { join } from 'node:path';
import { Command } from 'commander';
import { breakerCommands } from './breaker/commands';
import { dlqCommands } from './dlq/commands';
import { orderCommands } from './order/commands';
import { ordersCommands } from './reconcile/orders';
import { reportCommands } from './report/commands';
import type { Run } from './run';
import { stageCommands } from './stage/commands';
import { stockCommands } from './stock/commands';
import { namesFrom } from './target/names';
import { clients } from './target/session';
import { findVariables } from './target/variables';
import { confirm } from './terminal/confirm';
import { EXIT, exitCodeOf, failureLine } from './terminal/failure';

interface GlobalOptions {
  readonly json?: boolean;
  readonly stack?: string;
  readonly envFile?: string;
}

const program = new Command('npm run ops --')
  .description('The order processor in operation, here (npm start) or on AWS.')
  .option('--stack <name>', 'work on the stack of this name on AWS; else on what the environment or .local/env names')
  .option('--env-file <file>', 'variables of the environment to work on, as npm start prints them')
  .option('--json', 'print one JSON object as the last line, for programs')
  .configureHelp({ showGlobalOptions: true, sortSubcommands: false })
  .showSuggestionAfterError()
  .exitOverride()
  .addHelpText('after', '\nExit codes: 0 done, 1 failed, 2 asked for something that makes no sense.');

const run: Run = (work) =>
  async function (this: Command) {
    const { json = false, stack, envFile } = program.opts<GlobalOptions>();
    const { variables, origin } = await findVariables({
      ...(stack !== undefined && { stack }),
      ...(envFile !== undefined && { envFile }),
      defaultEnvFile: join(import.meta.dirname, '..', '.local', 'env'),
      environment: process.env,
    });
    const names = namesFrom(variables, origin);
    // Endpoints, region and credentials of an env file; what a stack says is about names only.
    if (stack === undefined) Object.assign(process.env, variables);
    const aws = clients();
    try {
      const answer = await work(
        {
          names,
          ...aws,
          now: Date.now,
          sleep: (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
          progress: (text) => (json ? console.error(text) : console.log(text)),
        },
        this.processedArgs as never,
        this.opts() as never,
        {
          confirmed: (what, isGiven) => confirm(what, isGiven, { input: process.stdin, output: process.stderr }),
        },
      );
      for (const line of json ? [JSON.stringify(answer.json)] : answer.lines) console.log(line);
      process.exitCode = answer.failed ? EXIT.failed : EXIT.ok;
    } finally {
      aws.close();
    }
  };

for (const commands of [
  orderCommands,
  ordersCommands,
  stockCommands,
  dlqCommands,
  stageCommands,
  breakerCommands,
  reportCommands,
]) {
  commands(program, run);
}

// The AWS SDK warns about Node 20 on every client it makes; which Node runs is the user's choice.
process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED = 'true';

program.parseAsync().catch((error: unknown) => {
  process.exitCode = exitCodeOf(error);
  // Commander has printed its own errors already.
  if ((error as { code?: string }).code?.startsWith('commander.')) return;
  const line = failureLine(error, process.env.AWS_ENDPOINT_URL);
  console.error(`error: ${line}`);
  if (program.opts<GlobalOptions>().json) console.log(JSON.stringify({ error: line }));
});
