import { randomUUID } from 'node:crypto';
import type { ServerResponse } from 'node:http';
import { AwsError } from './aws-error';
import type { Operation, OperationContext } from './json-service';
import { type QueryRequest, toXml } from './query-protocol';

/** A service that speaks AWS's query protocol: forms in, XML out. */
export interface QueryService {
  /** `sns`: how requests are counted and intercepted. */
  readonly name: string;
  /** Of its API, which every request carries. */
  readonly version: string;
  readonly xmlNamespace: string;
  readonly operations: Readonly<Record<string, Operation>>;
}

export interface QueryOptions {
  readonly context: OperationContext;
  /** Runs before the operation; an AwsError that it throws is the answer. */
  readonly before: (operation: string, input: Record<string, unknown>) => Promise<void> | void;
}

/** Answers one request of such a service. */
export const answerQuery = async (
  service: QueryService,
  { action, input }: QueryRequest,
  response: ServerResponse,
  { context, before }: QueryOptions,
): Promise<void> => {
  const requestId = randomUUID();
  const metadata = { ResponseMetadata: { RequestId: requestId } };
  try {
    const operation = Object.hasOwn(service.operations, action) ? service.operations[action] : undefined;
    if (operation === undefined) throw new AwsError('InvalidAction', `${service.name} has no operation ${action} here`);
    await before(action, input);
    const result = (await operation(input, context)) ?? {};
    send(
      response,
      200,
      `${action}Response`,
      service.xmlNamespace,
      { [`${action}Result`]: result, ...metadata },
      requestId,
    );
  } catch (error) {
    const known = error instanceof AwsError ? error : new AwsError('InternalError', String(error), 500);
    // A fault of the emulator itself must be findable: the client sees only its last line.
    if (!(error instanceof AwsError)) console.error(`${service.name} ${action} failed:`, error);
    const { code, message, statusCode } = known;
    const fault = { Type: statusCode >= 500 ? 'Receiver' : 'Sender', Code: code, Message: message };
    send(
      response,
      statusCode,
      'ErrorResponse',
      service.xmlNamespace,
      { Error: fault, RequestId: requestId },
      requestId,
    );
  }
};

const send = (
  response: ServerResponse,
  statusCode: number,
  root: string,
  namespace: string,
  content: object,
  requestId: string,
): void => {
  if (response.destroyed) return;
  const xml = `<${root} xmlns="${namespace}">${toXml(content)}</${root}>`;
  response.writeHead(statusCode, { 'content-type': 'text/xml', 'x-amzn-requestid': requestId }).end(xml);
};
