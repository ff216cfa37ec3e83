import { join } from 'node:path';
import { assignment, ignoreEntry } from '@coffee-shop/aws-local';
import { Command, InvalidArgumentError, Option } from 'commander';
import { REPOSITORY_ROOT } from '../cdk/bundle-options';
import { integerBetween } from '../ops/terminal/integer';

const DEFAULT_PORT = 4566;
const DEFAULT_GATEWAY_LATENCY_MS = 20;

export interface StartOptions {
  readonly port: number;
  readonly clockScale: number;
  readonly gatewayLatencyMs: number;
  readonly gatewayUrl?: string;
  readonly gatewayKey?: string;
  readonly variablesFile: string;
  readonly context: Record<string, string>;
  readonly ignore: readonly string[];
  readonly parameter: Readonly<Record<string, string>>;
  readonly ssm: Readonly<Record<string, string>>;
  /** Whether the policies of the templates are enforced. */
  readonly iam: boolean;
  readonly only?: string;
  readonly persist?: string;
  readonly watch?: boolean;
  readonly inspect?: boolean;
  readonly quiet?: boolean;
}

const contextOf = (text: string, before: Record<string, string>): Record<string, string> => {
  const [, name, value] = /^([^=]+)=(.*)$/.exec(text) ?? [];
  if (name === undefined || value === undefined) throw new InvalidArgumentError('must be name=value');
  return { ...before, [name]: value };
};

const gatewayUrl = (text: string): string => {
  const { protocol, pathname, search } = URL.canParse(text) ? new URL(text) : {};
  if (protocol !== 'http:' && protocol !== 'https:')
    throw new InvalidArgumentError('must be an address such as https://api.stripe.com');
  if (pathname !== '/' || search !== '')
    throw new InvalidArgumentError('must name scheme, host and port alone: the paths are those of Stripe’s API');
  return text;
};

/** What is wrong with a gateway's key, without any of it; undefined if nothing is. */
const keyFault = (key: string): string | undefined => {
  if (!/^[\x21-\x7e]+$/.test(key)) return 'must be visible ASCII characters without spaces';
  // Every order that somebody tries here would charge a real card (docs.stripe.com/keys: the prefix tells the mode).
  return /^[a-z]+_live_/.test(key) ? 'is a live key: a test key (sk_test_…) is needed' : undefined;
};

/**
 * What `npm start` is asked for. Wrong usage is answered on stderr and ends the process, as `--help` does on stdout.
 * @param argv as `process.argv` has it.
 */
export const readStartOptions = (argv: readonly string[]): StartOptions => {
  const command = new Command('npm start --')
    .description('Runs what the CDK app synthesizes on this machine, until Ctrl-C.')
    .option(
      '--port <number>',
      `port of the AWS services on 127.0.0.1 (default ${DEFAULT_PORT}; 0 takes a free one)`,
      integerBetween(0, 65_535),
      DEFAULT_PORT,
    )
    .option('--clock-scale <factor>', 'environment seconds per real second', Number, 1)
    .addOption(
      new Option('--gateway-latency-ms <ms>', 'how long the payment gateway’s simulator takes')
        .argParser(Number)
        .default(DEFAULT_GATEWAY_LATENCY_MS),
    )
    .addOption(
      new Option(
        '--gateway-url <url>',
        'charges at this gateway in place of the simulator: https://api.stripe.com, or what speaks its API',
      )
        .argParser(gatewayUrl)
        .conflicts('gatewayLatencyMs'),
    )
    .addOption(new Option('--gateway-key <key>', 'that gateway’s test key').env('GATEWAY_KEY'))
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
    .option('--ignore <what>', 'leaves out a type, a TYPE.Property or a construct path; repeatable', ignoreEntry, [])
    .option('--parameter <name=value>', 'value of a template’s parameter ([STACK:]NAME); repeatable', assignment, {})
    .option('--ssm <name=value>', 'value of a parameter in SSM; repeatable', assignment, {})
    .option('--no-iam', 'lets every role do everything, whatever the templates’ policies allow')
    .option('--only <stage>', 'prints the log lines of this stage alone')
    .option('--persist <folder>', 'keeps tables, queues, secrets and the gateway’s ledger in this folder over restarts')
    .option('--watch', 'runs a stage’s new code when its source is saved; queues and tables stay')
    .option('--inspect', 'opens a debugger’s port per worker, bundles with source maps, and prints where')
    .option('--quiet', 'does not print the log lines of the stages')
    .parse(argv);
  const options = command.opts<StartOptions>();
  if (options.gatewayUrl !== undefined && options.gatewayKey === undefined)
    command.error("error: option '--gateway-url <url>' needs '--gateway-key <key>', or the key in GATEWAY_KEY");
  if (options.gatewayUrl === undefined && command.getOptionValueSource('gatewayKey') === 'cli')
    command.error("error: option '--gateway-key <key>' needs '--gateway-url <url>'");
  // Not by the option itself: its message would quote the key.
  const fault = options.gatewayKey === undefined ? undefined : keyFault(options.gatewayKey);
  if (options.gatewayUrl !== undefined && fault !== undefined)
    command.error(`error: option '--gateway-key <key>' ${fault}`);
  return options;
};
