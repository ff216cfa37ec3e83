import {
  IdempotencyConfig,
  IdempotencyItemAlreadyExistsError,
  IdempotencyRecordStatus,
  makeIdempotent,
} from '@aws-lambda-powertools/idempotency';
import { DynamoDBPersistenceLayer } from '@aws-lambda-powertools/idempotency/dynamodb';
import type { AttributeValue, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { Context } from 'aws-lambda';
import { operationKey } from '../orders/table-keys';

/** What Powertools may keep of an effect: flat and without `undefined`, which it cannot store. */
export type EffectResult = { readonly [name: string]: string | number | boolean };

/** The first line of defence only (design, section 4); the gateway's own state is the proof, so a day is enough. */
const KEPT_SECONDS = 86_400;

interface Claim {
  readonly orderId: string;
  readonly operation: string;
}

/**
 * Powertools' DynamoDB layer, pointed at the item collection of the order: `order#<orderId>` / `op#<operation>`.
 * The stock layer hashes keys and puts them all under one hot partition key once there is a sort key.
 */
class OrderItemPersistence extends DynamoDBPersistenceLayer {
  constructor(client: DynamoDBClient, tableName: string) {
    super({ tableName, keyAttr: 'PK', sortKeyAttr: 'SK', expiryAttr: 'expiration', awsSdkV3Client: client });
  }

  protected override getHashedIdempotencyKey(data: Parameters<DynamoDBPersistenceLayer['getRecord']>[0]): string {
    const { orderId, operation } = data as unknown as Claim;
    return JSON.stringify([orderId, operation]);
  }

  protected override getKey(idempotencyKey: string): Record<string, AttributeValue> {
    const [orderId, operation] = JSON.parse(idempotencyKey) as [string, string];
    const { PK, SK } = operationKey(orderId, operation);
    return { PK: { S: PK }, SK: { S: SK } };
  }

  /**
   * The SDK repeats a request whose answer was lost, and then meets the lock that its first attempt took: one that ends in the same millisecond as ours.
   * The stock layer takes it for somebody else's, and the order would wait until it ends. Should it be somebody else's after all, the gateway's own
   * state decides, as ever.
   */
  protected override async _putRecord(record: Parameters<DynamoDBPersistenceLayer['_putRecord']>[0]): Promise<void> {
    try {
      await super._putRecord(record);
    } catch (error) {
      const lock = error instanceof IdempotencyItemAlreadyExistsError ? error.existingRecord : undefined;
      const isOurs =
        lock?.getStatus() === IdempotencyRecordStatus.INPROGRESS &&
        lock.inProgressExpiryTimestamp !== undefined &&
        lock.inProgressExpiryTimestamp === record.inProgressExpiryTimestamp;
      if (!isOurs) throw error;
    }
  }
}

/**
 * Runs effects that live outside DynamoDB at most once per order and operation, as far as Powertools can: a completed one answers
 * from its record, one in progress elsewhere throws IdempotencyAlreadyInProgressError.
 */
export class EffectOnce {
  readonly #config = new IdempotencyConfig({
    eventKeyJmesPath: 'orderId',
    throwOnNoIdempotencyKey: true,
    expiresAfterSeconds: KEPT_SECONDS,
  });
  readonly #stores = new Map<string, OrderItemPersistence>();

  constructor(
    private readonly client: DynamoDBClient,
    private readonly tableName: string,
  ) {}

  /** Ties locks to this invocation's deadline, so that a crashed one does not hold an order for an hour. */
  registerInvocation(context: Context): void {
    this.#config.registerLambdaContext(context);
  }

  /** @returns the effect's result: of now, or from the record of an earlier run. @throws what the effect throws. */
  async run<R extends EffectResult>(operation: string, orderId: string, effect: () => Promise<R>): Promise<R> {
    const once = makeIdempotent(async (_claim: Claim): Promise<R> => effect(), {
      persistenceStore: this.#store(operation),
      config: this.#config,
    });
    return once(Object.freeze({ orderId, operation }));
  }

  /** One instance per operation: instances keep the configuration they were first used with (Powertools #5707). */
  #store(operation: string): OrderItemPersistence {
    const store = this.#stores.get(operation) ?? new OrderItemPersistence(this.client, this.tableName);
    this.#stores.set(operation, store);
    return store;
  }
}
