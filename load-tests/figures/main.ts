import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Command } from 'commander';
import { REPOSITORY_ROOT } from '../../cdk/bundle-options';
import { linesByFolder, linesIn, type SourceFile } from './lines';
import { measureOrder } from './measure';
import { executedFigures, type Figures, formatFigures, type Invocations } from './report';
import { walksIn } from './walks';

interface Options {
  readonly list: boolean;
  readonly json: boolean;
}

const readOptions = (argv: readonly string[]): Options =>
  new Command('npm run figures --')
    .description('Prints how much code one order passes, and how many lines each folder has.')
    .option('--list', 'names the executed files of the first invocation, with their lines', false)
    .option('--json', 'prints one JSON object as the last line', false)
    .parse(argv)
    .opts<Options>();

const sourceFile = (path: string): SourceFile => ({
  path,
  lines: linesIn(readFileSync(join(REPOSITORY_ROOT, path), 'utf8')),
});

const filesUnderGit = (): SourceFile[] =>
  execFileSync('git', ['ls-files', '-z', '--', '*.ts', '*.js'], { cwd: REPOSITORY_ROOT, encoding: 'utf8' })
    .split('\0')
    .filter((path) => path !== '')
    .map(sourceFile);

const main = async (): Promise<void> => {
  // The SDK warns about Node 20 on every client that is made.
  process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED = 'true';
  const { list, json } = readOptions(process.argv);
  const { charge, allocation } = await measureOrder();
  const figuresOf = ({ first, second }: Invocations<readonly string[]>) => ({
    first: executedFigures(first.map(sourceFile), list),
    second: executedFigures(second.map(sourceFile), false),
  });
  const walks = walksIn(readFileSync(join(REPOSITORY_ROOT, 'docs/architecture.md'), 'utf8'));
  const walkOf = (files: readonly string[]) => executedFigures(files.map(sourceFile), false);
  const figures: Figures = {
    walk: { charge: walkOf(walks.charge), allocation: walkOf(walks.allocation) },
    executed: { charge: figuresOf(charge), allocation: figuresOf(allocation) },
    lines: linesByFolder(filesUnderGit()),
  };
  console.log(json ? JSON.stringify(figures) : formatFigures(figures).join('\n'));
};

await main();
