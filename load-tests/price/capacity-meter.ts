import type { IncomingMessage } from 'node:http';
import { startLoopbackServer } from '../loopback-server';

/** Capacity that DynamoDB said requests took. */
interface Capacity {
  readonly writeUnits: number;
  readonly readUnits: number;
  /** What writes took that failed on a condition: billed as well, and reported by DynamoDB with no figure (`failedWriteUnits`). */
  readonly failedWriteUnits: number;
}

interface Consumed {
  readonly CapacityUnits?: number;
  readonly WriteCapacityUnits?: number;
  readonly ReadCapacityUnits?: number;
}

const READS = new Set(['GetItem', 'BatchGetItem', 'Query', 'Scan', 'TransactGetItems']);

/** What one answer says was consumed, by the kind of its operation. */
export const consumedBy = (operation: string, answer: { readonly ConsumedCapacity?: Consumed | Consumed[] }): number =>
  [answer.ConsumedCapacity ?? []].flat().reduce((sum, { CapacityUnits, WriteCapacityUnits, ReadCapacityUnits }) => {
    const units = CapacityUnits ?? (READS.has(operation) ? ReadCapacityUnits : WriteCapacityUnits) ?? 0;
    return sum + units;
  }, 0);

/**
 * Units of a write that failed on a condition, given its input: a unit for an item of up to 1 KB; a cancelled transaction takes what it would have taken, two
 * units for each of its actions (DDB transaction-apis.html). Larger items take more, which nobody tells: the figure is a lower bound.
 */
export const unitsOfFailure = (type: string, input: { readonly TransactItems?: unknown }): number => {
  if (/ConditionalCheckFailed/.test(type)) return 1;
  if (!/TransactionCanceled/.test(type)) return 0;
  return 2 * (Array.isArray(input.TransactItems) ? input.TransactItems.length : 1);
};

const bodyOf = async (request: IncomingMessage): Promise<string> => {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString();
};

export interface CapacityMeter {
  /** Puts the meter before a DynamoDB endpoint. @returns the endpoint to use in its place. */
  before(endpoint: string): string;
  capacity(): Capacity;
  close(): Promise<void>;
}

/**
 * Stands between handlers and a DynamoDB endpoint and asks each request for the capacity it takes; everything else passes as it is. Listens on
 * 127.0.0.1.
 */
export const startCapacityMeter = async (): Promise<CapacityMeter> => {
  let endpoint = '';
  let [writeUnits, readUnits, failedWriteUnits] = [0, 0, 0];
  const { url, close } = await startLoopbackServer(async (request, response) => {
    try {
      const operation = String(request.headers['x-amz-target'] ?? '').split('.')[1] ?? '';
      const input = JSON.parse(await bodyOf(request)) as Record<string, unknown>;
      const { host: _, 'content-length': __, connection: ___, ...headers } = request.headers;
      const answer = await fetch(endpoint, {
        method: 'POST',
        headers: headers as Record<string, string>,
        body: JSON.stringify({ ...input, ReturnConsumedCapacity: 'TOTAL' }),
      });
      const text = await answer.text();
      const said = JSON.parse(text) as { ConsumedCapacity?: Consumed | Consumed[]; __type?: string };
      if (READS.has(operation)) readUnits += consumedBy(operation, said);
      else writeUnits += consumedBy(operation, said);
      failedWriteUnits += unitsOfFailure(said.__type ?? '', input);
      response
        .writeHead(answer.status, { 'content-type': answer.headers.get('content-type') ?? 'application/json' })
        .end(text);
    } catch (error) {
      // As a lost connection: the SDK tries again.
      response.destroy(error as Error);
    }
  });
  return {
    before: (database) => {
      endpoint = database;
      return url;
    },
    capacity: () => ({ writeUnits, readUnits, failedWriteUnits }),
    close,
  };
};
