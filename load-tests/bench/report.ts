import type { ColdStart } from './cold-start';
import type { EndToEnd } from './end-to-end';
import type { Growth } from './growth';
import type { Lane } from './lanes';
import type { PaymentComparison } from './payment';
import type { Price } from './price';
import type { RequestsPerOrder } from './requests';

/** What `--json` prints; parts that were not asked for are missing. */
export interface BenchReport extends Partial<Price> {
  readonly machine: { readonly cpu: string; readonly cores: number; readonly node: string };
  readonly lanes?: Readonly<Record<'tenGroups' | 'threeGroups' | 'oneGroup', Lane>>;
  readonly payment?: PaymentComparison;
  readonly coldStart?: readonly ColdStart[];
  readonly endToEnd?: EndToEnd;
  /** Of one shop; `endToEnd` has many shops'. */
  readonly requestsPerOrder?: RequestsPerOrder;
  readonly growth?: Growth;
}

const paymentLines = ({ ours, baseline, speedup, ...run }: PaymentComparison): void => {
  console.log(
    `\nThe payment handler beside one as Powertools' documentation teaches it: one execution environment each, batches of five orders placed and confirmed,\n` +
      `gateway ${run.gatewayLatencyMs} ms away, AWS ${run.awsLatencyMs} ms; medians of ${run.rounds} rounds of ${run.ordersPerRound} orders; ${speedup} times as many orders per second`,
  );
  console.table({ ours, baseline });
};

const coldStartLines = (stages: readonly ColdStart[]): void => {
  console.log(
    "\nCold start: the bundle's module loaded in a fresh process, beside an empty handler and the stage's AWS clients alone (KB; milliseconds, in brackets CPU)",
  );
  const kilobytes = (bytes: number): number => Math.round(bytes / 1_000);
  const load = (wallMs: number, cpuMs: number): string => `${wallMs} (${cpuMs})`;
  console.table(
    Object.fromEntries(
      stages.map(({ stage, cpuMs, ...of }) => [
        stage,
        {
          'bundle KB': kilobytes(of.bundleBytes),
          'of it tracer KB': kilobytes(of.tracerBytes),
          'clients alone KB': kilobytes(of.clientsBundleBytes),
          empty: load(of.emptyLoadMs, cpuMs.empty),
          'clients alone': load(of.clientsLoadMs, cpuMs.clients),
          stage: load(of.loadMs, cpuMs.stage),
          'with tracing': load(of.loadWithTracingMs, cpuMs.stageWithTracing),
        },
      ]),
    ),
  );
};

const endToEndLines = ({ cpuMsPerOrderOf: of, latencyMs, requestsPerOrder, ...rest }: EndToEnd): void => {
  console.log(
    '\nOrders from placed to fulfilled: 20 shops, a gateway that takes 20 ms, a barista who is ready at once; medians of the floods',
  );
  console.table({
    ...rest,
    'CPU ms of environment, workers, database': [of.environment, of.workers, of.database].join(', '),
    'latency ms p50, p95, p99': Object.values(latencyMs).join(', '),
    'requests per order': JSON.stringify(requestsPerOrder),
  });
};

const requestsLines = ({ dynamodbBy, ...requests }: RequestsPerOrder): void => {
  console.log('\nRequests per fulfilled order of one busy shop, and those to DynamoDB by operation');
  console.table(requests);
  console.table(dynamodbBy);
};

const priceLines = ({
  costPerMillionUsd,
  idleUsdPerMonth,
}: Pick<Price, 'costPerMillionUsd' | 'idleUsdPerMonth'>): void => {
  const { omissions, oursBy, baselineBy, ...totals } = costPerMillionUsd;
  console.log(
    '\nList price, USD per million fulfilled orders (of Step Functions and durable functions: what their engine charges, nothing else)',
  );
  console.table(totals);
  console.table({ ours: oursBy, baseline: baselineBy });
  console.log(`An idle environment: ${idleUsdPerMonth} USD per month. Not in any of these: ${omissions.join(', ')}.`);
};

const growthLines = ({ byOrders, byShops, spreadPercent, isFlat }: Growth): void => {
  console.log('\nWhat an order takes, by number of shops (unevenly spread)');
  console.table(byShops);
  console.log('\nWhat an order takes as orders accumulate in one environment');
  console.table(byOrders);
  console.log(
    `The dearest stretch exceeds the cheapest by ${spreadPercent.usdPerMillion}% in price (${isFlat ? 'flat' : 'not flat'}: the limit is 5%) and ${spreadPercent.cpuMsPerOrder}% in CPU time.`,
  );
};

/** Prints a report for people. */
export const printReport = (report: BenchReport): void => {
  const { machine, lanes, payment, coldStart, endToEnd, requestsPerOrder, growth } = report;
  const { costPerMillionUsd, idleUsdPerMonth } = report;
  console.log(`${machine.cpu}, ${machine.cores} cores, Node.js ${machine.node}`);
  if (lanes) {
    console.log('\nA batch of ten records, one call of 50 ms each (milliseconds per batch)');
    console.table(lanes);
  }
  if (payment) paymentLines(payment);
  if (coldStart) coldStartLines(coldStart);
  if (endToEnd) endToEndLines(endToEnd);
  if (requestsPerOrder) requestsLines(requestsPerOrder);
  if (costPerMillionUsd && idleUsdPerMonth !== undefined) priceLines({ costPerMillionUsd, idleUsdPerMonth });
  if (growth) growthLines(growth);
};
