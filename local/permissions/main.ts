import { Command } from 'commander';
import { integerBetween } from '../../ops/terminal/integer';
import { printable } from '../../ops/terminal/printable';
import { parseOptions } from '../demo/options';
import { progressOn, silent } from '../demo/progress';
import { runDemo } from '../demo/run';
import { deniedText } from '../denials';
import type { Environment } from '../environment';
import { outputsOf } from '../stack-outputs';
import { type PermissionsUsage, usageOf } from './usage';

interface Options {
  readonly used?: boolean;
  readonly orders: number;
  readonly outageSeconds: number;
  readonly json?: boolean;
}

const readOptions = (argv: readonly string[]): Options => {
  const command = new Command('npm run permissions --')
    .description('Prints every IAM statement with its reason; with --used, which of them a day at the shop needs.')
    .option(
      '--used',
      'runs orders, an outage of the gateway and releases, then tells what was denied and what nobody used',
    )
    .option('--orders <number>', 'how many orders that day has', integerBetween(1, 10_000), 60)
    .option('--outage-seconds <number>', 'how long the gateway is down', integerBetween(1, 86_400), 120)
    .option('--json', 'prints one line of JSON and nothing else (with --used)');
  const options = command.parse(argv).opts<Options>();
  const stray = ['orders', 'outageSeconds', 'json'].find((name) => command.getOptionValueSource(name) === 'cli');
  if (!options.used && stray !== undefined) command.error("error: only '--used' takes options");
  return options;
};

/** Does what a schedule would do only after the day is over. */
const reconcile = async ({ lambda }: Environment): Promise<void> => {
  for (const { definition } of lambda.functions({ versions: false })) {
    if (definition.functionName.endsWith('-reconciliation')) await lambda.invoke(definition.functionName, {});
  }
};

/** Releases every stage once more as it is, by degrees as in production. @throws Error if one does not succeed */
const releaseStages = async (environment: Environment): Promise<void> => {
  const { codeDeploy, release } = environment;
  const output = outputsOf(environment);
  const releases = ['Payment', 'Inventory', 'Fulfillment'].map(async (stage) => {
    const { deploymentId = '' } = await release({ functionName: output(`${stage}FunctionName`) });
    const { status, error } = await codeDeploy.ended(deploymentId);
    if (status !== 'Succeeded') throw new Error(`the release of ${stage} ended as ${status}: ${error?.message}`);
  });
  await Promise.all(releases);
};

const usageOfADay = async ({ orders, outageSeconds, json }: Options): Promise<PermissionsUsage> => {
  const day = ['--scenario', 'gateway-outage', '--orders', `${orders}`, '--outage-seconds', `${outageSeconds}`];
  let starting: Promise<Environment> | undefined;
  const progress = json ? silent : progressOn(process.stderr);
  const hooks = {
    progress,
    environment: { context: { releases: 'canary' } },
    async beforeAudit(environment: Environment): Promise<void> {
      await reconcile(environment);
      progress.step('releasing every stage once more');
      await releaseStages(environment);
    },
  };
  await runDemo(parseOptions(day), hooks, (environment) => {
    starting = environment;
  });
  const environment = await starting;
  if (environment === undefined) throw new Error('the demo started no environment');
  return usageOf(environment.access.granted(), environment.access.denials);
};

const unusedLines = (unused: PermissionsUsage['unused']): string[] =>
  unused.flatMap(({ origin, sid, action, why, notHere }) => [
    `  ${origin}${sid === '' ? '' : `, ${sid}`}: ${action}`,
    `    ${notHere === undefined ? `no need of it in this run: ${why}` : notHere}`,
  ]);

const usageText = ({ granted, used, denied, unused }: PermissionsUsage): string =>
  [
    `${granted} actions granted, ${used} of them used, ${unused.length} not; ${denied.length} calls denied`,
    ...denied.map((denial) => `  ${printable(deniedText(denial))}`),
    ...unusedLines(unused),
  ].join('\n');

const main = async (): Promise<void> => {
  process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED = 'true';
  const options = readOptions(process.argv);
  if (!options.used) {
    await import('../../cdk/print-permissions');
    return;
  }
  const usage = await usageOfADay(options);
  const text = options.json ? JSON.stringify(usage) : usageText(usage);
  process.stdout.write(`${text}\n`, () => process.exit(usage.denied.length === 0 ? 0 : 1));
};

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : String(error));
  process.exitCode = 1;
});
