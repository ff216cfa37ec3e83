import { type CloudWatchLogsClient, paginateFilterLogEvents } from '@aws-sdk/client-cloudwatch-logs';
import type { StageName } from '../../contracts/events/order-processor';

/** In which message groups a stage got the events of an order. */
export type GroupsByOrder = Readonly<Record<string, readonly string[]>>;

/** Logs are read from a minute before the test on: clocks differ. */
const MARGIN_MS = 60_000;

/**
 * The group ids of the messages of some orders, as a stage's own log has them. A queue cannot be looked into without disturbing it (whoever receives a
 * message of a FIFO group blocks the group), while the stage writes one line per message anyway: reading them needs `logs:FilterLogEvents` and nothing else.
 */
export const groupsSeenBy = async (
  logs: CloudWatchLogsClient,
  functionName: string,
  orderIds: readonly string[],
  sinceMs: number,
): Promise<GroupsByOrder> => {
  const request = {
    logGroupName: `/aws/lambda/${functionName}`,
    startTime: sinceMs - MARGIN_MS,
    filterPattern: orderIds.map((orderId) => `?"${orderId}"`).join(' '),
  };
  const groups: Record<string, string[]> = {};
  for await (const { events = [] } of paginateFilterLogEvents({ client: logs }, request)) {
    for (const { message = '' } of events) {
      const { orderId, groupId } = recordOf(message);
      if (orderId === undefined || groupId === undefined) continue;
      groups[orderId] = [...new Set([...(groups[orderId] ?? []), groupId])];
    }
  }
  return groups;
};

const recordOf = (line: string): { readonly orderId?: string; readonly groupId?: string } => {
  try {
    return JSON.parse(line) as object;
  } catch {
    return {};
  }
};

/** What must be seen of an order: payment's messages are in the order's group, those of the shop stages in the shop's. */
export const expectedGroup = (
  stage: StageName,
  order: { readonly orderId: string; readonly shopId: string },
): string => (stage === 'payment' ? order.orderId : order.shopId);

/** Whether each order was seen, and in the group that is its own only. */
export const judgedGroups = (
  groups: GroupsByOrder,
  orderIds: readonly string[],
  expected: (orderId: string) => string,
) => {
  const unseen = orderIds.filter((orderId) => !groups[orderId]);
  if (unseen.length > 0) return { fault: `no log line of ${unseen.join(', ')}: is the stage's log level above INFO?` };
  const wrong = orderIds.filter((orderId) => groups[orderId]?.some((group) => group !== expected(orderId)));
  if (wrong.length > 0) {
    return {
      fault: wrong
        .map((orderId) => `${orderId} came in ${groups[orderId]?.join(', ')}, not in ${expected(orderId)}`)
        .join('; '),
    };
  }
  return { found: orderIds.map((orderId) => groups[orderId]?.join()).join(', ') };
};
