import { readFile } from 'node:fs/promises';
import { UsageError } from '../terminal/usage-error';
import { variableName } from './names';

type Variables = Readonly<Record<string, string>>;

export interface VariableSources {
  readonly stack?: string;
  readonly variablesFile?: string;
  /** Read if nothing else was given: what `npm start` writes. */
  readonly defaultFile: string;
  readonly environment: NodeJS.ProcessEnv;
}

/** Where the command works: names of resources, and what points the AWS SDK at them. */
export interface Found {
  readonly variables: Variables;
  /** For messages: `stack prod`, `.local/env`. */
  readonly origin: string;
}

/** The lines `NAME=value` of an env file; comments and empty lines are skipped. */
export const parseVariables = (text: string): Variables =>
  Object.fromEntries(
    text
      .split('\n')
      .map((line) => /^(?:export )?([A-Z][A-Z0-9_]*)=(.*)$/.exec(line.trim()))
      .flatMap((match) => (match ? [[match[1] ?? '', match[2] ?? '']] : [])),
  );

const fromStack = async (stack: string): Promise<Variables> => {
  // Only who works on AWS pays for loading it.
  const { CloudFormationClient, DescribeStacksCommand } = await import('@aws-sdk/client-cloudformation');
  const client = new CloudFormationClient();
  try {
    const { Stacks = [] } = await client.send(new DescribeStacksCommand({ StackName: stack }));
    const outputs = Stacks[0]?.Outputs ?? [];
    return Object.fromEntries(
      outputs.map(({ OutputKey = '', OutputValue = '' }) => [variableName(OutputKey), OutputValue]),
    );
  } finally {
    client.destroy();
  }
};

const given = (environment: NodeJS.ProcessEnv): Variables =>
  Object.fromEntries(Object.entries(environment).flatMap(([name, value]) => (value ? [[name, value]] : [])));

/**
 * `--stack` by the stack's outputs, else `--variables-file`, else environment variables, else the file that `npm start` writes.
 * @throws UsageError if there is none of them, or what AWS answers about the stack.
 */
export const findVariables = async (sources: VariableSources): Promise<Found> => {
  const { stack, variablesFile, defaultFile, environment } = sources;
  if (stack !== undefined) return { variables: await fromStack(stack), origin: `stack ${stack}` };
  if (variablesFile === undefined && environment.ORDERS_TABLE_NAME) {
    return { variables: given(environment), origin: 'the environment' };
  }
  const file = variablesFile ?? defaultFile;
  try {
    return { variables: parseVariables(await readFile(file, 'utf8')), origin: file };
  } catch {
    throw new UsageError(
      variablesFile === undefined
        ? 'which environment? Run npm start, give --stack NAME, or set the variables that npm start prints'
        : `--variables-file: ${file} cannot be read`,
    );
  }
};
