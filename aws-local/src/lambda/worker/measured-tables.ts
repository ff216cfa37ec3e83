import type { ClientRequest, IncomingMessage } from 'node:http';
import {
  type ConsumedCapacity,
  consumedBy,
  type TableAnswer,
  type TableRequest,
} from '../../dynamodb/consumed-capacity';
import { jsonObject } from '../../json-text';

type Input = TableRequest & { readonly ReturnConsumedCapacity?: string };

const TARGET = /^DynamoDB_20120810\.(\w+)$/;

/**
 * Has a request to DynamoDB tell what it takes. Whoever sent it gets the answer without that, unless it has asked by itself.
 * @param body of the request, whole.
 * @returns the body to send in its place.
 */
export const measured = (
  request: ClientRequest,
  body: Buffer,
  report: (consumed: ConsumedCapacity[]) => void,
): Buffer => {
  const operation = TARGET.exec(String(request.getHeader('x-amz-target')))?.[1];
  const input = jsonObject(body.toString()) as Input | undefined;
  if (operation === undefined || input === undefined) return body;
  const asksItself = (input.ReturnConsumedCapacity ?? 'NONE') !== 'NONE';
  request.prependOnceListener('response', (response: IncomingMessage) => {
    whenWhole(response, (text) => {
      const answer: TableAnswer = jsonObject(text) ?? {};
      report(consumedBy(operation, input, answer));
      const { ConsumedCapacity, ...rest } = answer;
      return asksItself || ConsumedCapacity === undefined ? text : JSON.stringify(rest);
    });
  });
  if (asksItself) return body;
  const asking = Buffer.from(JSON.stringify({ ...input, ReturnConsumedCapacity: 'INDEXES' }));
  request.removeHeader('transfer-encoding');
  request.setHeader('content-length', asking.length);
  return asking;
};

/** Holds an answer back until it is whole, and passes it on as `read` gives it. */
const whenWhole = (response: IncomingMessage, read: (text: string) => string): void => {
  const push = response.push.bind(response);
  const chunks: Buffer[] = [];
  response.push = (chunk: Buffer | null): boolean => {
    if (chunk !== null) {
      chunks.push(chunk);
      return true;
    }
    response.push = push;
    push(Buffer.from(read(Buffer.concat(chunks).toString())));
    return push(null);
  };
};
