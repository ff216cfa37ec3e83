import http, { type ClientRequest, IncomingMessage, type RequestOptions } from 'node:http';
import { syncBuiltinESMExports } from 'node:module';
import { Socket } from 'node:net';
import { AccessRecord, type Noted } from '../../iam/record';
import { TableGuard, type TablePermissions } from '../../iam/table-guard';

/** Answers a request that was never sent. */
const answer = (request: ClientRequest, { status, headers, body }: NonNullable<ReturnType<TableGuard['refusal']>>) => {
  const response = new IncomingMessage(new Socket());
  response.statusCode = status;
  response.headers = { ...headers };
  response.push(body);
  response.push(null);
  // Nobody waits for the request itself any more.
  response.once('end', () => request.on('error', () => undefined).destroy());
  setImmediate(() => request.emit('response', response));
};

const headersOf = ({ headers }: RequestOptions): Record<string, string> =>
  Object.fromEntries(Object.entries(headers ?? {}).map(([name, value]) => [name.toLowerCase(), String(value)]));

/**
 * Judges what this thread asks of DynamoDB before it goes out: requests made by http.request, as the AWS SDK makes them.
 * @param report told of each use of a statement that is new, and of each denial.
 */
export const guardTables = (permissions: TablePermissions, report: (noted: Noted) => void): void => {
  const guard = new TableGuard(permissions, new AccessRecord(report));
  const send = http.request;
  const guarded = (...given: Parameters<typeof send>): ClientRequest => {
    const request = send(...given);
    const [options] = given;
    if (typeof options !== 'object' || !('port' in options) || Number(options.port) !== permissions.port) {
      return request;
    }
    const { method = 'GET', path = '/', ...rest } = options as RequestOptions;
    const { end } = request;
    const chunks: Buffer[] = [];
    const take = (chunk: unknown): void => {
      if (typeof chunk === 'string' || chunk instanceof Uint8Array) chunks.push(Buffer.from(chunk as string));
    };
    request.write = (chunk: unknown): boolean => {
      take(chunk);
      return true;
    };
    request.end = (chunk?: unknown): ClientRequest => {
      take(chunk);
      const body = chunks.length === 1 && chunks[0] ? chunks[0] : Buffer.concat(chunks);
      const refusal = guard.refusal({ method, path: path ?? '/', headers: headersOf(rest), body });
      if (refusal === undefined) return end.call(request, body, 'utf8');
      answer(request, refusal);
      return request;
    };
    return request;
  };
  http.request = guarded as typeof send;
  // What imports it by name as an ES module.
  syncBuiltinESMExports();
};
