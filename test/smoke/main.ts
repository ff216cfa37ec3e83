import { join } from 'node:path';
import { CloudWatchLogsClient } from '@aws-sdk/client-cloudwatch-logs';
import { GetCommand } from '@aws-sdk/lib-dynamodb';
import { Command, InvalidArgumentError } from 'commander';
import { STAGES } from '../../contracts/events/order-processor';
import { CONFIG_KEYS, menuItem } from '../../contracts/tables/config-table';
import { namesFrom } from '../../ops/target/names';
import { clients, type Session } from '../../ops/target/session';
import { findVariables } from '../../ops/target/variables';
import { EXIT, exitCodeOf, failureLine } from '../../ops/terminal/failure';
import { UsageError } from '../../ops/terminal/usage-error';
import { alarmsAreOk } from './alarms';
import { checkLine } from './check';
import { smokeTest } from './smoke';

const positive = (text: string): number => {
  const value = Number(text);
  if (!(value > 0)) throw new InvalidArgumentError('must be a positive number');
  return value;
};

const program = new Command('npm run test:smoke --')
  .description('Places orders in a deployed stack, or in the one of npm start, and looks at what becomes of them.')
  .option('--stack <name>', 'the order processor’s stack on AWS; else what the environment or .local/env names')
  .option('--variables-file <path>', 'variables of the environment, as npm start writes them')
  .option('--timeout-seconds <seconds>', 'how long an order may take', positive, 120)
  .option('--json', 'print one JSON object as the last line, for programs')
  .addHelpText('after', '\nExit codes: 0 all is well, 1 something is not, 2 asked for something that makes no sense.');

const someProduct = async ({ dynamodb, names }: Session): Promise<string> => {
  const Key = { PK: CONFIG_KEYS.menu };
  const { Item } = await dynamodb.send(new GetCommand({ TableName: names.configTable, Key }));
  const [first] = menuItem.safeParse(Item).data?.value ?? [];
  if (!first) throw new UsageError(`${names.configTable} has no menu, so nothing can be ordered`);
  return first.productId;
};

const main = async (): Promise<void> => {
  const { stack, variablesFile, timeoutSeconds, json } = program
    .parse()
    .opts<{ stack?: string; variablesFile?: string; timeoutSeconds: number; json?: boolean }>();
  const { variables, origin } = await findVariables({
    ...(stack !== undefined && { stack }),
    ...(variablesFile !== undefined && { variablesFile }),
    defaultFile: join(import.meta.dirname, '../..', '.local', 'env'),
    environment: process.env,
  });
  const names = namesFrom(variables, origin);
  if (stack === undefined) Object.assign(process.env, variables);
  const aws = clients();
  const logs = new CloudWatchLogsClient();
  try {
    const session: Session = {
      names,
      ...aws,
      now: Date.now,
      sleep: (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
      progress: (text) => console.error(text),
    };
    const functionNames = Object.fromEntries(
      STAGES.flatMap((stage) => {
        const name = variables[`${stage.toUpperCase()}_FUNCTION_NAME`];
        return name ? [[stage, name]] : [];
      }),
    );
    const patienceMs = timeoutSeconds * 1_000;
    const checks = await smokeTest({ session, logs, functionNames, patienceMs }, await someProduct(session));
    checks.push(await alarmsAreOk(stack));
    const failed = checks.some((check) => 'fault' in check);
    for (const line of json ? [JSON.stringify({ target: origin, ok: !failed, checks })] : checks.map(checkLine))
      console.log(line);
    process.exitCode = failed ? EXIT.failed : EXIT.ok;
  } finally {
    logs.destroy();
    aws.close();
  }
};

// The AWS SDK warns about Node 20 on every client it makes; which Node runs is the user's choice.
process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED = 'true';

main().catch((error: unknown) => {
  process.exitCode = exitCodeOf(error);
  const line = failureLine(error, process.env.AWS_ENDPOINT_URL);
  console.error(`error: ${line}`);
  if (program.opts<{ json?: boolean }>().json) console.log(JSON.stringify({ ok: false, error: line }));
});
