import type { IncomingMessage } from 'node:http';
import { consumedBy, type TableAnswer, type TableRequest } from '@coffee-shop/aws-local';
import { startLoopbackServer } from '../loopback-server';

/** Capacity that DynamoDB said requests took. */
interface Capacity {
  readonly writeUnits: number;
  readonly readUnits: number;
  /** What writes took that failed on a condition: billed as well, and reported by DynamoDB with no figure: a lower bound (`consumedBy`). */
  readonly failedWriteUnits: number;
}

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
      const input = JSON.parse(await bodyOf(request)) as TableRequest;
      const { host: _, 'content-length': __, connection: ___, ...headers } = request.headers;
      const answer = await fetch(endpoint, {
        method: 'POST',
        headers: headers as Record<string, string>,
        body: JSON.stringify({ ...input, ReturnConsumedCapacity: 'TOTAL' }),
      });
      const text = await answer.text();
      const said = JSON.parse(text) as TableAnswer;
      for (const { kind, units } of consumedBy(operation, input, said)) {
        if (said.__type !== undefined) failedWriteUnits += units;
        else if (kind === 'read') readUnits += units;
        else writeUnits += units;
      }
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
