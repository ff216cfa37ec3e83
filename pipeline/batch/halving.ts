import type { OrderEventType } from '../../contracts/events/events';
import { failureClassOf, hitsEverybody, neverWorks } from './failure-class';
import type { StageRecord, Worked } from './record';

type Attempt<T extends OrderEventType> = (records: readonly StageRecord<T>[]) => Promise<Worked<T>[]>;

const orderOf = ({ record }: Pick<Worked<OrderEventType>, 'record'>): string => record.event.detail.orderId;

/** Whether a record may have failed of another one's fault: its transaction was refused, or what was read for several. */
const mayFailOfAnother = ({ result }: Pick<Worked<OrderEventType>, 'result'>): boolean =>
  result.status === 'failed' && !result.byItself && !neverWorks(result.error) && !hitsEverybody(result.error);

/** Whether nothing came of either half, as if it were not the orders' fault: trying them one by one would only add to the load. */
const looksShared = (halves: readonly Pick<Worked<OrderEventType>, 'result'>[]): boolean =>
  halves.every(({ result }) => result.status === 'failed' && failureClassOf(result.error) === 'dependency');

/**
 * Tries orders that failed together apart, in halves, down to one: what fails then, fails by itself, and the rest is done
 * in this invocation.
 * @param worked records of one group with their results.
 * @param attempt works some of them again, as if for the first time; what was done by then is a replay.
 * @param hasTime whether there is time for another attempt; without it the rest keeps its failure.
 */
export const workApart = async <T extends OrderEventType>(
  worked: readonly Worked<T>[],
  attempt: Attempt<T>,
  hasTime: () => boolean,
): Promise<readonly Worked<T>[]> => {
  const failed = worked.filter(mayFailOfAnother);
  const orders = [...new Set(failed.map(orderOf))];
  if (orders.length < 2 || !hasTime()) return worked;
  const half = new Set(orders.slice(0, Math.ceil(orders.length / 2)));
  const recordsOf = (isFirst: boolean) =>
    failed.filter((one) => half.has(orderOf(one)) === isFirst).map(({ record }) => record);
  const first = await attempt(recordsOf(true));
  const second = hasTime() ? await attempt(recordsOf(false)) : [];
  if (looksShared([...first, ...second])) return worked;
  const again = [...(await workApart(first, attempt, hasTime)), ...(await workApart(second, attempt, hasTime))];
  return worked.map((one) => again.find(({ record }) => record === one.record) ?? one);
};
