import http, { type ClientRequest, IncomingMessage } from 'node:http';
import { syncBuiltinESMExports } from 'node:module';
import { Socket } from 'node:net';
import type { ConsumedCapacity } from '../../dynamodb/consumed-capacity';
import type { Refusal, TableGuard } from '../../iam/table-guard';
import { measured } from './measured-tables';

export interface Watch {
  /** Nothing is judged unless given. */
  readonly guard?: TableGuard | undefined;
  /** Told what each request took; nothing is measured unless given. */
  readonly onConsumed?: ((consumed: readonly ConsumedCapacity[]) => void) | undefined;
}

type Done = (error?: Error | null) => void;

/** Answers a request that was never sent. */
const answer = (request: ClientRequest, { status, headers, body }: Refusal): void => {
  const response = new IncomingMessage(new Socket());
  response.statusCode = status;
  response.headers = { ...headers };
  response.push(body);
  response.push(null);
  // Nobody waits for the request itself any more.
  response.once('end', () => request.on('error', () => undefined).destroy());
  setImmediate(() => request.emit('response', response));
};

/** What `write` and `end` are given, in whatever form. */
const given = (args: readonly unknown[]): { readonly chunk: Buffer | undefined; readonly done: Done | undefined } => {
  const [first, second] = args;
  const done = args.find((each): each is Done => typeof each === 'function');
  if (first instanceof Uint8Array) return { chunk: Buffer.from(first.buffer, first.byteOffset, first.length), done };
  const encoding = typeof second === 'string' ? (second as BufferEncoding) : 'utf8';
  return { chunk: typeof first === 'string' ? Buffer.from(first, encoding) : undefined, done };
};

/** Holds a request back until its body is whole, and judges and measures it then. */
const watchAtItsEnd = (request: ClientRequest, { guard, onConsumed }: Watch): void => {
  const end = request.end.bind(request) as (body: Buffer, done?: Done) => ClientRequest;
  const chunks: Buffer[] = [];
  request.write = (...args: unknown[]): boolean => {
    const { chunk, done } = given(args);
    if (chunk) chunks.push(chunk);
    done?.();
    return true;
  };
  request.end = (...args: unknown[]): ClientRequest => {
    const { chunk, done } = given(args);
    if (chunk) chunks.push(chunk);
    const [only] = chunks;
    const body = only !== undefined && chunks.length === 1 ? only : Buffer.concat(chunks);
    const target = request.getHeader('x-amz-target');
    const headers: Record<string, string> = target === undefined ? {} : { 'x-amz-target': String(target) };
    const refusal = guard?.refusal({ headers, body });
    if (refusal === undefined) return end(onConsumed ? measured(request, body, onConsumed) : body, done);
    answer(request, refusal);
    done?.();
    return request;
  };
};

/**
 * Judges what this thread asks of DynamoDB before it goes out, and measures what it takes: requests made by http.request, as the AWS SDK makes them.
 * @param port DynamoDB's.
 */
export const watchTables = (port: number, watch: Watch): void => {
  const send = http.request;
  const ofDynamoDb = `:${port}`;
  const watched = (...args: Parameters<typeof send>): ClientRequest => {
    const request = send(...args);
    if (String(request.getHeader('host')).endsWith(ofDynamoDb)) watchAtItsEnd(request, watch);
    return request;
  };
  http.request = watched as typeof send;
  // What imports it by name as an ES module.
  syncBuiltinESMExports();
};
