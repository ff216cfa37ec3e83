import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient, PutCommand, paginateScan, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { stockKey } from '../../../contracts/tables/counter-table';
import { CHECK_SORT_KEY } from '../../../pipeline/orders/table-keys';
import type { PlannedStock } from '../../../simulation/traffic/plan';
import { writeItems } from '../../../simulation/traffic/write-items';
import { CREDENTIALS } from './credentials';

interface TableNames {
  readonly orders: string;
  readonly config: string;
  readonly counters: string;
}

/** A payment that is looked after. */
interface Check {
  readonly orderId: string;
  readonly paymentId: string;
  readonly waitingFor: string;
}

/** The tables as their owners write them, and as a run begins and ends with them. */
export class ShopTables {
  public readonly documents: DynamoDBDocumentClient;

  public constructor(
    public readonly names: TableNames,
    endpoint: string,
  ) {
    this.documents = DynamoDBDocumentClient.from(new DynamoDBClient({ endpoint, ...CREDENTIALS }));
  }

  public async configure(key: string, item: object): Promise<void> {
    await this.documents.send(new PutCommand({ TableName: this.names.config, Item: { ...item, PK: key } }));
  }

  public async stockShelf({ shopId, productId, received }: PlannedStock): Promise<void> {
    const Item = { PK: stockKey(shopId, productId), received, available: received, reserved: 0, sold: 0 };
    await this.documents.send(new PutCommand({ TableName: this.names.counters, Item }));
  }

  public async putStock(Item: Readonly<Record<string, unknown>>): Promise<void> {
    await this.documents.send(new PutCommand({ TableName: this.names.counters, Item }));
  }

  /** Books pieces into stock as the foundation does, which owns the counters. @param key of the stock item. */
  public async deliverStock(key: string, pieces: number): Promise<void> {
    await this.documents.send(
      new UpdateCommand({
        TableName: this.names.counters,
        Key: { PK: key },
        UpdateExpression: 'ADD received :pieces, available :pieces',
        ExpressionAttributeValues: { ':pieces': pieces },
      }),
    );
  }

  public async checks(): Promise<Check[]> {
    const checks: Check[] = [];
    const request = {
      TableName: this.names.orders,
      FilterExpression: 'SK = :check',
      ExpressionAttributeValues: { ':check': CHECK_SORT_KEY },
    };
    for await (const { Items = [] } of paginateScan({ client: this.documents }, request))
      checks.push(...(Items as Check[]));
    return checks;
  }

  /** Forgets all orders, stock and counters. */
  public async wipe(): Promise<void> {
    for (const table of [this.names.orders, this.names.counters]) await this.#wipe(table);
  }

  public close(): void {
    this.documents.destroy();
  }

  async #wipe(table: string): Promise<void> {
    const keys: Record<string, unknown>[] = [];
    for await (const page of paginateScan({ client: this.documents }, { TableName: table })) {
      for (const { PK, SK } of page.Items ?? []) keys.push(SK === undefined ? { PK } : { PK, SK });
    }
    const deletions = keys.map((Key) => ({ DeleteRequest: { Key } }));
    const left = await writeItems(this.documents, table, deletions, { attempts: 1 });
    if (left > 0) throw new Error(`${table}: ${left} items were not deleted`);
  }
}
