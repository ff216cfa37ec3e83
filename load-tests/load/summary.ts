import type { LoadFigures } from './figures';
import type { Memory } from './memory';

const seconds = (ms: number): string => `${(ms / 1000).toFixed(2)} s`;

const mb = ({ environmentMb, databaseMb }: Memory): string =>
  `${Math.round(environmentMb)} + ${Math.round(databaseMb)} MiB`;

const memoryLine = ({ memoryOfLongestPhase: memory }: LoadFigures): string[] =>
  memory
    ? [
        `memory      ${mb(memory.first)} (environment, database) in the first quarter of the phase ${memory.phase}, ${mb(memory.last)} in its last`,
      ]
    : [];

/** The report in a few lines, for the terminal. */
export const summaryLines = (figures: LoadFigures): string[] => {
  const { orders, fulfilledPerSecond, latencyMs, mostMessagesWaiting, deadLettersAdded, invariants, notCovered } =
    figures;
  const broken = Object.entries(invariants).flatMap(([name, holds]) => (holds ? [] : [name]));
  return [
    '',
    `orders      ${orders.placed} placed, ${orders.fulfilled} fulfilled, ${orders.lost} lost, ${orders.unfulfilled} ended otherwise, ${orders.unpublished} not published`,
    `throughput  ${fulfilledPerSecond.mean.toFixed(1)}/s in the mean, ${fulfilledPerSecond.peak.toFixed(1)}/s at most`,
    `latency     p50 ${seconds(latencyMs.p50)}, p95 ${seconds(latencyMs.p95)}, p99 ${seconds(latencyMs.p99)}`,
    `backlog     ${mostMessagesWaiting} messages at most; dead letters added: ${deadLettersAdded}`,
    ...(figures.circuitsOpened > 0
      ? [
          `breaker     opened ${figures.circuitsOpened} times: the gateway, or a busy machine, answered too late, and orders waited for the probe`,
        ]
      : []),
    ...memoryLine(figures),
    figures.counted
      ? `price       ${figures.counted.costPerMillionUsd.total.toFixed(2)} USD per million orders at list price`
      : 'price       not counted: only --own can',
    `invariants  ${Object.keys(invariants).length - broken.length} hold, ${broken.length} broken${broken.length > 0 ? `: ${broken.join(', ')}` : ''}; not covered: ${notCovered.map(({ invariant }) => invariant).join(', ') || 'none'}`,
    ...(figures.ledgerGap === null ? [] : [`not checked: ${figures.ledgerGap}`]),
    ...figures.findings
      .slice(0, 10)
      .map(({ invariant, orderId, detail }) => `  ${invariant}: ${orderId ?? ''} ${detail}`),
  ];
};
