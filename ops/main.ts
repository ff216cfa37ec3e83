import { join } from 'node:path';
import { type Command, CommanderError } from 'commander';
import { opsProgram } from './program';
import type { Run } from './run';
import { namesFrom } from './target/names';
import { clients } from './target/session';
import { findVariables } from './target/variables';
import { confirm } from './terminal/confirm';
import { EXIT, exitCodeOf, failureLine } from './terminal/failure';
import { printable, printableJson } from './terminal/printable';

interface GlobalOptions {
  readonly json?: boolean;
  readonly stack?: string;
  readonly variablesFile?: string;
}

const run: Run = (work) =>
  async function (this: Command) {
    const { json = false, stack, variablesFile } = program.opts<GlobalOptions>();
    const { variables, origin } = await findVariables({
      ...(stack !== undefined && { stack }),
      ...(variablesFile !== undefined && { variablesFile }),
      defaultFile: join(import.meta.dirname, '..', '.local', 'env'),
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
          progress: (text) => (json ? console.error(printable(text)) : console.log(printable(text))),
        },
        this.processedArgs as never,
        this.opts() as never,
        {
          confirmed: (what, isGiven) => confirm(what, isGiven, { input: process.stdin, output: process.stderr }),
        },
      );
      for (const line of json ? [printableJson(JSON.stringify(answer.json))] : answer.lines.map(printable))
        console.log(line);
      process.exitCode = answer.failed ? EXIT.failed : EXIT.ok;
    } finally {
      aws.close();
    }
  };

const program = opsProgram(run);

// The AWS SDK warns about Node 20 on every client it makes; which Node runs is the user's choice.
process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED = 'true';

program.parseAsync().catch((error: unknown) => {
  process.exitCode = exitCodeOf(error);
  const line = failureLine(error, process.env.AWS_ENDPOINT_URL);
  // Commander has printed its own errors, and help, already.
  if (!(error instanceof CommanderError)) console.error(`error: ${line}`);
  // What is wrong may stand before --json, which is then not parsed yet.
  if (process.exitCode !== EXIT.ok && process.argv.includes('--json'))
    console.log(printableJson(JSON.stringify({ error: line })));
});
