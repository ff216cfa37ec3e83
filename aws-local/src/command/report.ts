import type { AwsLocal } from '../environment';

type Running = Pick<AwsLocal, 'url' | 'variables' | 'resources' | 'outputs'> & {
  readonly access: Pick<AwsLocal['access'], 'unjudged'>;
};
type Resources = Running['resources'];

/** Control characters other than tabs and line ends, line separators, controls of writing direction, half surrogate pairs. */
const UNPRINTABLE = /(?![\t\n])[\p{Cc}\p{Cs}\p{Zl}\p{Zp}\p{Bidi_C}]/gu;

/** Without what would steer a terminal: function logs and outputs may hold anything. */
export const printable = (text: string): string => text.replaceAll(UNPRINTABLE, ' ');

const quoted = (value: string): string =>
  /^[\w.,:/@%+=-]*$/.test(value) ? value : `'${value.replaceAll("'", "'\\''")}'`;

/** The variables in a form that a shell reads. */
export const shellLines = (variables: Readonly<Record<string, string>>): string[] =>
  Object.entries(variables).map(([name, value]) => `export ${name}=${quoted(value)}`);

const countLines = (resources: Resources): string[] => {
  const counts = new Map<string, number>();
  for (const { type, leftOut } of resources) if (leftOut === undefined) counts.set(type, (counts.get(type) ?? 0) + 1);
  return [...counts]
    .sort(([a], [b]) => a.localeCompare(b))
    .map(([type, count]) => `  ${String(count).padStart(3)} ${type}`);
};

const leftOutLines = (resources: Resources): string[] =>
  resources.flatMap(({ leftOut, path, stackName, logicalId, type }) =>
    leftOut === undefined ? [] : [`  ${path ?? `${stackName}: ${logicalId}`} (${type}): ${leftOut}`],
  );

/** Entries of `--ignore` that leave nothing out: perhaps misspelled. */
const unmatched = (ignore: readonly string[], resources: Resources): string[] =>
  ignore.filter(
    (entry) => !resources.some(({ type, leftOut }) => leftOut === `--ignore ${entry}` || entry.startsWith(`${type}.`)),
  );

/** Roles whose rights are not known whole. */
const unjudgedLines = (unjudged: Running['access']['unjudged']): string[] =>
  unjudged.map(({ roleArn, reason }) => `  ${roleArn}: ${reason}`);

const section = (title: string, lines: readonly string[]): string[] => (lines.length > 0 ? [title, ...lines] : []);

/** What the command prints when everything runs. */
export const startText = (
  { url, variables, resources, outputs, access }: Running,
  ignore: readonly string[],
): string => {
  const outputLines = Object.entries(outputs).flatMap(([stack, values]) =>
    Object.entries(values).map(([name, value]) => `  ${stack}.${name} = ${value}`),
  );
  return printable(
    [
      `aws-local listens on ${url}, DynamoDB on ${variables.AWS_ENDPOINT_URL_DYNAMODB}`,
      `stacks: ${Object.keys(outputs).join(', ')}`,
      ...section('resources:', countLines(resources)),
      ...section('left out:', leftOutLines(resources)),
      ...unmatched(ignore, resources).map((entry) => `note: --ignore ${entry} matches nothing of this assembly`),
      ...section('may do everything:', unjudgedLines(access.unjudged)),
      ...section('outputs:', outputLines),
      'variables for an AWS SDK:',
      ...shellLines(variables),
      'ready; Ctrl-C ends it',
    ].join('\n'),
  );
};
