import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Command, InvalidArgumentError, Option } from 'commander';
import { z } from 'zod';

const DEFAULT_PORT = 4566;

/** What the command is asked for. */
export interface CommandOptions {
  /** A folder that `cdk synth` wrote. */
  readonly assembly?: string;
  /** A command that synthesizes the app; the one of its cdk.json unless given. */
  readonly app?: string;
  /** The app's folder, where that command runs. */
  readonly folder: string;
  readonly port: number;
  readonly ignore: readonly string[];
  readonly parameters: Readonly<Record<string, string>>;
  readonly ssm: Readonly<Record<string, string>>;
  /** Whether the policies of the templates are enforced. */
  readonly iam: boolean;
  readonly persist?: string;
  readonly clockScale: number;
  /** Where to write the variables, in a form that a shell reads. */
  readonly variablesFile?: string;
  readonly quiet?: boolean;
}

const TYPE = /^(?:[A-Za-z0-9]+::)+(?:\*|[A-Za-z0-9@_-]+(?:\.[A-Za-z0-9]+)?)$/;

/** A type (`AWS::S3::Bucket`), a service (`AWS::S3::*`), a property (`AWS::Lambda::Function.Layers`) or a construct's path (`Shop/Images`). */
export const ignoreEntry = (text: string, before: readonly string[]): string[] => {
  if (TYPE.test(text) || /^[^/]+(?:\/[^/]+)+$/.test(text)) return [...before, text];
  throw new InvalidArgumentError(
    'must be a type (AWS::S3::Bucket), a service (AWS::S3::*), TYPE.Property, or a construct path (Stack/Construct)',
  );
};

/** `NAME=VALUE`, once per name. */
export const assignment = (text: string, before: Readonly<Record<string, string>>): Record<string, string> => {
  const at = text.indexOf('=');
  if (at < 1) throw new InvalidArgumentError('must be NAME=VALUE');
  const name = text.slice(0, at);
  if (Object.hasOwn(before, name)) throw new InvalidArgumentError(`gives ${name} twice`);
  return { ...before, [name]: text.slice(at + 1) };
};

const portNumber = (text: string): number => {
  if (/^\d{1,5}$/.test(text) && Number(text) <= 65_535) return Number(text);
  throw new InvalidArgumentError('must be 0 to 65535');
};

const scale = (text: string): number => {
  const value = Number(text);
  if (text.trim() !== '' && value > 0 && value <= 10_000) return value;
  throw new InvalidArgumentError('must be a number above 0, at most 10000');
};

const assemblyFolder = (text: string): string => {
  if (existsSync(join(text, 'manifest.json'))) return text;
  throw new InvalidArgumentError('must be a folder that cdk synth wrote, with manifest.json in it');
};

const valuesFile = z.strictObject({
  parameters: z.record(z.string(), z.string()).optional(),
  ssm: z.record(z.string(), z.string()).optional(),
});

/** Reads `{ "parameters": { … }, "ssm": { … } }`. */
const readValues = (path: string): z.infer<typeof valuesFile> => {
  let content: unknown;
  try {
    content = JSON.parse(readFileSync(path, 'utf8'));
  } catch (error) {
    throw new InvalidArgumentError(`cannot be read as JSON: ${error instanceof Error ? error.message : error}`);
  }
  const { data, error } = valuesFile.safeParse(content);
  if (data) return data;
  const [issue] = error.issues;
  throw new InvalidArgumentError(`${issue?.path.join('.') || 'the file'}: ${issue?.message}`);
};

interface Parsed extends Omit<CommandOptions, 'parameters' | 'folder'> {
  readonly parameter: Record<string, string>;
  readonly values?: z.infer<typeof valuesFile>;
}

/**
 * Reads the command line. Wrong usage is answered on stderr and ends the process with 1, as `--help` ends it with 0.
 * @param argv as `process.argv` has it.
 */
export const readOptions = (argv: readonly string[]): CommandOptions => {
  const command = new Command('aws-local')
    .description('Runs a CDK app’s cloud assembly on this machine, until Ctrl-C.')
    .argument('[folder]', 'the app’s folder, where its command runs', '.')
    .option('--assembly <folder>', 'the cloud assembly, as cdk synth writes it', assemblyFolder)
    .addOption(
      new Option('--app <command>', 'synthesizes the app; the command of its cdk.json unless given').conflicts(
        'assembly',
      ),
    )
    .option('--port <number>', 'port on 127.0.0.1; 0 takes a free one', portNumber, DEFAULT_PORT)
    .addOption(
      new Option(
        '--ignore <what>',
        'leaves out a type, a service (AWS::S3::*), a TYPE.Property or a construct path; repeatable',
      )
        .argParser(ignoreEntry)
        .default([], 'nothing'),
    )
    .addOption(
      new Option('--parameter <name=value>', 'value of a template’s parameter ([STACK:]NAME); repeatable')
        .argParser(assignment)
        .default({}, 'none'),
    )
    .addOption(
      new Option('--ssm <name=value>', 'value of a parameter in SSM; repeatable')
        .argParser(assignment)
        .default({}, 'none'),
    )
    .option('--values <file>', 'JSON with "parameters" and "ssm": what the two options above say', readValues)
    .option('--no-iam', 'lets every role do everything, whatever the templates’ policies allow')
    .option('--persist <folder>', 'keeps tables, queues and secrets in this folder over restarts')
    .option('--clock-scale <factor>', 'environment seconds per real second', scale, 1)
    // Not --env-file: Node.js takes that one for itself, also after the script's name.
    .option('--variables-file <path>', 'writes the variables for a shell to this file')
    .option('--quiet', 'does not print the log lines of the functions')
    .showHelpAfterError('(--help tells the options)')
    .parse(argv);
  const { parameter, values, ...options } = command.opts<Parsed>();
  const [folder = '.'] = command.processedArgs as [string];
  if (options.assembly === undefined && options.app === undefined && !existsSync(join(folder, 'cdk.json'))) {
    command.error(`error: there is no cdk.json in ${folder}: give '--assembly <folder>' or '--app <command>'`);
  }
  return {
    ...options,
    folder,
    parameters: { ...values?.parameters, ...parameter },
    ssm: { ...values?.ssm, ...options.ssm },
  };
};
