import { cpus } from 'node:os';
import { Command } from 'commander';
import { type Lane, lanes } from './lanes';

const rounded = (lane: Lane): Lane =>
  Object.fromEntries(Object.entries(lane).map(([name, value]) => [name, Number(value.toFixed(2))])) as unknown as Lane;

const main = async (): Promise<void> => {
  const { json } = new Command('npm run bench --')
    .description(
      'Times this service beside what a user would otherwise pick, in one run, interleaved; medians of seven rounds.',
    )
    .option('--json', 'prints one line of JSON as its last line', false)
    .parse()
    .opts<{ json: boolean }>();
  const machine = { cpu: cpus()[0]?.model ?? 'unknown', cores: cpus().length, node: process.versions.node };
  const measured = await lanes();
  const figures = Object.fromEntries(Object.entries(measured).map(([name, lane]) => [name, rounded(lane)]));
  if (!json) {
    console.log(`${machine.cpu}, ${machine.cores} cores, Node.js ${machine.node}\n`);
    console.log('A batch of ten records, one call of 50 ms each (milliseconds per batch)');
    console.table(figures);
    return;
  }
  console.log(JSON.stringify({ machine, lanes: figures }));
};

await main();
