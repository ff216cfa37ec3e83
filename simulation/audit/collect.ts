import { GetQueueAttributesCommand, type SQSClient } from '@aws-sdk/client-sqs';
import { type DynamoDBDocumentClient, paginateScan } from '@aws-sdk/lib-dynamodb';
import { COUNTER_PREFIX, parseStockKey, type StockItem } from '../../contracts/tables/counter-table';
import { deriveReason } from '../../pipeline/batch/dead-letter';
import { failureRecordKey } from '../../pipeline/batch/failure-records';
import { sumCounts } from '../../pipeline/counters/counters';
import { historyFromItem } from '../../pipeline/orders/order-item';
import { CHECK_SORT_KEY, ORDER_SORT_KEY, ORDERS_TABLE_PREFIX } from '../../pipeline/orders/table-keys';
import type { DeadLetter, Evidence, KitchenEvidence, QueueEvidence } from './evidence';

type Item = Readonly<Record<string, unknown>>;

export interface CollectOptions {
  readonly dynamodb: DynamoDBDocumentClient;
  readonly sqs: SQSClient;
  readonly ordersTable: string;
  readonly counterTable: string;
  readonly queues: readonly { readonly queueUrl: string; readonly forDeadLetters: boolean }[];
  /** What lies in the dead-letter queues: receiving hides messages for a while, so who runs the queues may peek instead. */
  readonly deadLetters: readonly Omit<DeadLetter, 'reason'>[];
}

/** The parts of the evidence that tables and queues hold; ledger, events and expectations are for the caller to add. */
export type Collected = Pick<
  Evidence,
  'orders' | 'stock' | 'kitchens' | 'checks' | 'deadLetters' | 'queues' | 'counters'
>;

/** Everything in a table, read consistently. */
const scan = async (client: DynamoDBDocumentClient, TableName: string): Promise<Item[]> => {
  const items: Item[] = [];
  for await (const page of paginateScan({ client }, { TableName, ConsistentRead: true }))
    items.push(...(page.Items ?? []));
  return items;
};

const keyed = (items: readonly Item[], prefix: string): Item[] =>
  items.filter(({ PK }) => String(PK).startsWith(prefix));
const afterPrefix = ({ PK }: Item): string => String(PK).slice(String(PK).indexOf('#') + 1);

const kitchenOf = (item: Item): KitchenEvidence => ({
  shopId: afterPrefix(item),
  openOrderIds: Object.keys((item.open as Record<string, unknown> | undefined) ?? {}),
});

const stockOf = ({ PK, received, available, reserved, sold }: Item): StockItem => ({
  PK: String(PK),
  received: Number(received),
  available: Number(available),
  reserved: Number(reserved ?? 0),
  sold: Number(sold ?? 0),
});

/** The counters of an item of `metrics#…`: its numeric attributes. */
const countsOf = (item: Item): Record<string, number> =>
  Object.fromEntries(
    Object.entries(item).filter(
      (entry): entry is [string, number] => typeof entry[1] === 'number' && entry[0] !== 'expiration',
    ),
  );

/** How many messages a queue holds, as SQS approximates them. */
export const queueOf = async (sqs: SQSClient, queueUrl: string, forDeadLetters: boolean): Promise<QueueEvidence> => {
  const { Attributes = {} } = await sqs.send(
    new GetQueueAttributesCommand({
      QueueUrl: queueUrl,
      AttributeNames: [
        'ApproximateNumberOfMessages',
        'ApproximateNumberOfMessagesNotVisible',
        'ApproximateNumberOfMessagesDelayed',
      ],
    }),
  );
  return {
    queue: queueUrl.slice(queueUrl.lastIndexOf('/') + 1),
    visible: Number(Attributes.ApproximateNumberOfMessages),
    inFlight: Number(Attributes.ApproximateNumberOfMessagesNotVisible),
    delayed: Number(Attributes.ApproximateNumberOfMessagesDelayed),
    forDeadLetters,
  };
};

/** Gives dead letters the reasons that handlers recorded, by the keys they did it under, or the one that follows from the contract. */
export const withReasons = (
  letters: readonly Omit<DeadLetter, 'reason'>[],
  recorded: ReadonlyMap<string, string>,
): DeadLetter[] =>
  letters.map((letter) => {
    const reason =
      recorded.get(failureRecordKey(letter).PK) ??
      deriveReason(letter.body, { ofPipe: letter.queue.includes('-ingress-') });
    return { ...letter, ...(reason !== undefined && { reason }) };
  });

/**
 * Gathers what tables and queues show, here or in AWS; both tables are scanned whole. Run it when the traffic has ended: what is
 * read in one place may otherwise have moved on in another.
 */
export const collect = async (options: CollectOptions): Promise<Collected> => {
  const { dynamodb, sqs, ordersTable, counterTable } = options;
  const [own, counter, queues] = await Promise.all([
    scan(dynamodb, ordersTable),
    scan(dynamodb, counterTable),
    Promise.all(options.queues.map(({ queueUrl, forDeadLetters }) => queueOf(sqs, queueUrl, forDeadLetters))),
  ]);
  const reasons = new Map(
    keyed(own, ORDERS_TABLE_PREFIX.failure).map(({ PK, reason }) => [String(PK), String(reason ?? '')]),
  );
  return {
    orders: keyed(own, ORDERS_TABLE_PREFIX.order)
      .filter(({ SK }) => SK === ORDER_SORT_KEY)
      .map(historyFromItem),
    checks: keyed(own, ORDERS_TABLE_PREFIX.order)
      .filter(({ SK }) => SK === CHECK_SORT_KEY)
      .map((item) => ({ orderId: afterPrefix(item), waitingFor: String(item.waitingFor) })),
    kitchens: keyed(own, ORDERS_TABLE_PREFIX.kitchen).map(kitchenOf),
    stock: counter.filter(({ PK }) => parseStockKey(String(PK))).map(stockOf),
    counters: { counts: sumCounts(keyed(counter, COUNTER_PREFIX.metrics).map(countsOf)), reconciled: false },
    deadLetters: withReasons(options.deadLetters, reasons),
    queues,
  };
};
