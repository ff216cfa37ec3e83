import { type DynamoDBDocumentClient, GetCommand, paginateQuery, type QueryCommandInput } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod/mini';
import { firstIssue } from '../../contracts/first-issue';
import {
  PAYMENT_CHECKS_INDEX,
  PAYMENT_CHECKS_KEYS,
  PAYMENT_CHECKS_SHARDS,
  type PaymentCheck,
  WAITING_FOR,
} from './payment-checks';
import { checkKey } from './table-keys';

const { shard, due } = PAYMENT_CHECKS_KEYS;

const checkSchema = z.object({
  orderId: z.string(),
  shopId: z.string(),
  paymentId: z.string(),
  waitingFor: z.enum(WAITING_FOR),
  untilMs: z.exactOptional(z.number()),
  sinceMs: z.number(),
  attempts: z.int(),
  [due]: z.number(),
});

/** A check out of its item, or what is wrong with the item. */
export const paymentCheckIn = (
  item: Record<string, unknown>,
): { readonly check: PaymentCheck } | { readonly problem: ReturnType<typeof firstIssue> } => {
  const { success, data, error } = checkSchema.safeParse(item);
  if (!success) return { problem: firstIssue(error, item) };
  const { [due]: dueMs, ...check } = data;
  return { check: { ...check, dueMs } };
};

/** The numbers of the index's shards. */
export const CHECK_SHARDS: readonly number[] = Array.from({ length: PAYMENT_CHECKS_SHARDS }, (_, number) => number);

/** Asks for the checks of one shard, those that are due first. */
export const checksQuery = (
  tableName: string,
  number: number,
  more: Partial<QueryCommandInput> = {},
): QueryCommandInput => ({
  TableName: tableName,
  IndexName: PAYMENT_CHECKS_INDEX,
  KeyConditionExpression: `${shard} = :shard`,
  ...more,
  ExpressionAttributeValues: { ':shard': number, ...more.ExpressionAttributeValues },
});

/** The check of one order, by a consistent read; undefined if nothing of it is pending at the gateway. */
export const readPaymentCheck = async (
  client: DynamoDBDocumentClient,
  tableName: string,
  orderId: string,
): Promise<PaymentCheck | undefined> => {
  const { Item } = await client.send(
    new GetCommand({ TableName: tableName, Key: checkKey(orderId), ConsistentRead: true }),
  );
  const read = Item && paymentCheckIn(Item);
  return read && 'check' in read ? read.check : undefined;
};

/**
 * All checks, those that have been pending for longest first. The index follows its table within a second or so.
 * @returns `unreadable`: how many items of the index are no checks.
 */
export const readPaymentChecks = async (
  client: DynamoDBDocumentClient,
  tableName: string,
): Promise<{ readonly checks: readonly PaymentCheck[]; readonly unreadable: number }> => {
  const shards = await Promise.all(
    CHECK_SHARDS.map(async (number) => {
      const items: Record<string, unknown>[] = [];
      for await (const { Items = [] } of paginateQuery({ client }, checksQuery(tableName, number)))
        items.push(...Items);
      return items;
    }),
  );
  const items = shards.flat();
  const checks = items.map(paymentCheckIn).flatMap((read) => ('check' in read ? [read.check] : []));
  return {
    checks: checks.sort((one, other) => one.sinceMs - other.sinceMs),
    unreadable: items.length - checks.length,
  };
};
