import { cpus } from 'node:os';
import { hasProc } from '../platform';
import { coldStart } from './cold-start';
import { endToEnd } from './end-to-end';
import { growth } from './growth';
import { lanes } from './lanes';
import { type BenchOptions, needsCpuTime, readOptions } from './options';
import { paymentBesideBaseline } from './payment';
import { price } from './price';
import { type BenchReport, printReport } from './report';
import { requestsOfOneShop } from './requests';
import { noCpuTimeMessage } from './thread-cpu';

/** Numbers with two decimals, however deep: more would pretend to an exactness that no run has. */
const rounded = <T>(figures: T): T =>
  JSON.parse(JSON.stringify(figures, (_, value) => (typeof value === 'number' ? Number(value.toFixed(2)) : value)));

/** Enough for an exact count; the rest of the flood would cost the same. */
const MOST_PRICED_ORDERS = 1_000;

/** No kitchen is to have more orders open than this. */
const MOST_OF_ONE_SHOP = 500;

const say = (line: string): void => console.error(line);

const measured = async (options: BenchOptions): Promise<Omit<BenchReport, 'machine'>> => {
  if (options.growth)
    return { growth: await growth({ orders: options.growthOrders, shops: options.growthShops }, say) };
  const { only, orders, rounds } = options;
  const report: { -readonly [K in keyof BenchReport]?: BenchReport[K] } = {};
  for (const part of only) {
    say(`${part} …`);
    if (part === 'lanes') report.lanes = await lanes(rounds);
    if (part === 'payment') report.payment = await paymentBesideBaseline({ ...(rounds && { rounds }) });
    if (part === 'cold-start') report.coldStart = await coldStart(rounds);
    if (part === 'end-to-end') {
      report.endToEnd = await endToEnd({ ordersPerFlood: orders, ...(rounds && { floods: rounds }) });
    }
    if (part === 'requests') report.requestsPerOrder = await requestsOfOneShop(Math.min(orders, MOST_OF_ONE_SHOP));
    if (part === 'price') Object.assign(report, await price(Math.min(orders, MOST_PRICED_ORDERS)));
  }
  return report;
};

const main = async (): Promise<void> => {
  // The SDK warns about Node 20 on every client that is made.
  process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED = 'true';
  const options = readOptions(process.argv);
  if (!hasProc(process.platform) && needsCpuTime(options)) {
    console.error(noCpuTimeMessage(process.platform));
    process.exitCode = 1;
    return;
  }
  const machine = { cpu: cpus()[0]?.model ?? 'unknown', cores: cpus().length, node: process.versions.node };
  const report = rounded({ machine, ...(await measured(options)) });
  if (options.json) console.log(JSON.stringify(report));
  else printReport(report);
};

await main();
