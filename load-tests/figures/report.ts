import { type LinesByFolder, type SourceFile, totalLines } from './lines';

/** Two invocations of one process, with one order each. */
export interface Invocations<T> {
  /** The figure to compare: with what a process does once, as reading configuration, secret and breaker state. */
  readonly first: T;
  readonly second: T;
}

/** The files of the repository that one invocation executed. */
export interface ExecutedFigures {
  readonly files: number;
  readonly lines: number;
  /** Only with `--list`. */
  readonly list?: readonly SourceFile[];
}

/** What `--json` prints. */
export interface Figures {
  /** The walks of docs/architecture.md. */
  readonly walk: Readonly<Record<'charge' | 'allocation', ExecutedFigures>>;
  readonly executed: Readonly<Record<'charge' | 'allocation', Invocations<ExecutedFigures>>>;
  readonly lines: LinesByFolder;
}

/**
 * Counts the files of one invocation.
 * @param list whether the figures name the files.
 */
export const executedFigures = (files: readonly SourceFile[], list: boolean): ExecutedFigures => ({
  files: files.length,
  lines: totalLines(files),
  ...(list && { list: files }),
});

const number = (value: number): string => value.toLocaleString('en-US');
const row = (value: number, text: string): string => `${number(value).padStart(9)}  ${text}`;

const counted = ({ files, lines }: ExecutedFigures): string => `${files} files, ${number(lines)} lines`;

const HEADING = [
  'Files with an executed function, from the call of the handler to its answer (V8 coverage, loading excluded),',
  'in the first invocation of a process; in brackets its second, which has configuration, secret and breaker cached',
];

/**
 * Formats the figures as text.
 * @returns its lines, without line ends.
 */
export const formatFigures = ({ walk, executed: { charge, allocation }, lines }: Figures): string[] => {
  const operation = (name: string, { first, second }: Invocations<ExecutedFigures>): string[] => [
    `  ${name}: ${counted(first)} (${counted(second)})`,
    ...(first.list ?? []).map((file) => row(file.lines, file.path)),
  ];
  const total = Object.values(lines.folders).reduce((sum, folder) => sum + folder, 0);
  return [
    'The walk of docs/architecture.md',
    `  a charge: ${counted(walk.charge)}`,
    `  an allocation: ${counted(walk.allocation)}`,
    '',
    ...HEADING,
    ...operation('Order Created, charged', charge),
    ...operation('Payment Validated, allocated', allocation),
    '',
    'Lines of .ts and .js files under git',
    ...Object.entries(lines.folders).map(([folder, of]) => row(of, `${folder} (${Math.round((100 * of) / total)}%)`)),
    row(total, 'together'),
    row(lines.tests, 'tests, not counted above'),
  ];
};
