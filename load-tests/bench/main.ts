import { cpus } from 'node:os';
import { Command, InvalidArgumentError } from 'commander';
import { endToEnd } from './end-to-end';
import { lanes } from './lanes';

/** Numbers with two decimals, however deep: more would pretend to an exactness that no run has. */
const rounded = <T>(figures: T): T =>
  JSON.parse(JSON.stringify(figures, (_, value) => (typeof value === 'number' ? Number(value.toFixed(2)) : value)));

const wholeNumber = (text: string): number => {
  if (!/^[1-9]\d{0,5}$/.test(text)) throw new InvalidArgumentError('It must be a whole number from 1 to 999999.');
  return Number(text);
};

const main = async (): Promise<void> => {
  // The SDK warns about Node 20 on every client that is made.
  process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED = 'true';
  const { json, orders } = new Command('npm run bench --')
    .description(
      'Times this service beside what a user would otherwise pick, in one run, interleaved; medians of seven rounds.',
    )
    .option(
      '--orders <number>',
      'how many orders flood the environment in the part from end to end',
      wholeNumber,
      2_000,
    )
    .option('--json', 'prints one line of JSON as its last line', false)
    .parse()
    .opts<{ json: boolean; orders: number }>();
  const machine = { cpu: cpus()[0]?.model ?? 'unknown', cores: cpus().length, node: process.versions.node };
  const figures = rounded(await lanes());
  const flow = rounded(await endToEnd({ orders }));
  if (!json) {
    console.log(`${machine.cpu}, ${machine.cores} cores, Node.js ${machine.node}\n`);
    console.log('A batch of ten records, one call of 50 ms each (milliseconds per batch)');
    console.table(figures);
    const { cpuMsPerOrderOf: of, latencyMs, requestsPerOrder, ...rest } = flow;
    console.log(
      '\nOrders from placed to fulfilled: 20 shops, a gateway that takes 20 ms, a barista who is ready at once',
    );
    console.table({
      ...rest,
      'CPU ms of environment, workers, database': Object.values(of).join(', '),
      'latency ms p50, p95, p99': Object.values(latencyMs).join(', '),
      'requests per order': JSON.stringify(requestsPerOrder),
    });
    return;
  }
  console.log(JSON.stringify({ machine, lanes: figures, endToEnd: flow }));
};

await main();
