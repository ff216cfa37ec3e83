import { randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { AwsError } from './aws-error';
import { foreignPageRefusal } from './foreign-page';
import type { JsonService } from './json-service';
import { parseQuery } from './query-protocol';
import { answerQuery, type QueryService } from './query-service';

/** A service that routes by path (Lambda's REST API, custom-resource responses). */
export interface PathHandler {
  readonly prefix: string;
  handle(request: IncomingMessage, response: ServerResponse, body: Buffer): Promise<void>;
}

/** Requests answered over HTTP: `{ sqs: { ReceiveMessage: 3 } }`. */
type RequestCounter = Record<string, Record<string, number>>;

/** Runs before an operation; an AwsError that it throws is the answer (fault injection). */
type Intercept = (service: string, operation: string, input: Record<string, unknown>) => Promise<void> | void;

/** Decides by who signed it whether a request goes through. @throws AwsError as the service denies access */
export type Authorize = (request: Pick<IncomingMessage, 'method' | 'url' | 'headers'>, body: Buffer) => void;

export interface HttpServerOptions {
  /** 0, the default, takes a free port. */
  readonly port?: number;
  readonly services: readonly JsonService[];
  readonly queryServices?: readonly QueryService[];
  readonly paths?: readonly PathHandler[];
  /** Every request goes through unless given. */
  readonly authorize?: Authorize;
  readonly intercept?: Intercept;
}

export interface HttpServer {
  readonly url: string;
  readonly port: number;
  readonly requests: RequestCounter;
  /** Stops listening and cuts open connections. */
  close(): Promise<void>;
}

const SERVICE_NAMES: Record<string, string> = {
  AmazonSQS: 'sqs',
  AWSEvents: 'eventbridge',
  GraniteServiceVersion20100801: 'cloudwatch',
};
const FORM = 'application/x-www-form-urlencoded';
// Ten messages of 1 MiB, escaped as JSON, and then some.
const MAX_BODY_BYTES = 32 * 1024 * 1024;

/**
 * Starts the environment's one HTTP server on 127.0.0.1. JSON-protocol services are chosen by the prefix of
 * `X-Amz-Target`, those of the query protocol by the version of their form, the others by path; what a page of another site sends is refused. Throws one clear line when the port is taken.
 */
export const startHttpServer = async (options: HttpServerOptions): Promise<HttpServer> => {
  const requests: RequestCounter = {};
  const services = new Map(options.services.map((service) => [service.targetPrefix, service]));
  const paths = options.paths ?? [];
  let url = '';

  const count = (service: string, operation: string): void => {
    requests[service] ??= {};
    const counts = requests[service];
    counts[operation] = (counts[operation] ?? 0) + 1;
  };

  const answerOperation = async (
    service: JsonService,
    operationName: string,
    body: Buffer,
    request: IncomingMessage,
    response: ServerResponse,
  ): Promise<void> => {
    const name = SERVICE_NAMES[service.targetPrefix] ?? service.targetPrefix;
    try {
      const operation = Object.hasOwn(service.operations, operationName)
        ? service.operations[operationName]
        : undefined;
      if (operation === undefined) {
        throw new AwsError('UnknownOperationException', `${name} has no operation ${operationName} here`);
      }
      count(name, operationName);
      options.authorize?.(request, body);
      const input = parseInput(body);
      await options.intercept?.(name, operationName, input);
      const trace = request.headers['x-amzn-trace-id'];
      const output = await operation(input, {
        signal: abortedOnHangUp(response),
        url,
        ...(typeof trace === 'string' && { traceHeader: trace }),
      });
      sendJson(response, 200, service.contentType, output ?? {});
    } catch (error) {
      sendError(response, service, name, operationName, error);
    }
  };

  const answerForm = async (request: IncomingMessage, body: Buffer, response: ServerResponse): Promise<void> => {
    const query = parseQuery(body.toString('utf8'));
    const service = (options.queryServices ?? []).find(({ version }) => version === query.version);
    if (service === undefined) {
      return sendNotFound(response, `No service here answers the action ${query.action} of version ${query.version}`);
    }
    const before = async (operation: string, input: Record<string, unknown>): Promise<void> => {
      count(service.name, operation);
      options.authorize?.(request, body);
      await options.intercept?.(service.name, operation, input);
    };
    await answerQuery(service, query, response, { context: { signal: abortedOnHangUp(response), url }, before });
  };

  const server = createServer(async (request, response) => {
    try {
      const foreign = foreignPageRefusal(request.headers);
      if (foreign !== undefined) {
        return sendJson(response, 403, 'application/json', { __type: 'AccessDeniedException', message: foreign });
      }
      const body = await readBody(request);
      const target = request.headers['x-amz-target'];
      if (typeof target === 'string') {
        const dot = target.indexOf('.');
        const service = services.get(target.slice(0, dot));
        if (service !== undefined)
          return await answerOperation(service, target.slice(dot + 1), body, request, response);
        return sendNotFound(response, `No service here answers X-Amz-Target ${target}`);
      }
      if (request.headers['content-type']?.startsWith(FORM)) return await answerForm(request, body, response);
      const path = request.url ?? '/';
      const handler = paths.find((candidate) => path.startsWith(candidate.prefix));
      if (handler !== undefined) return await handler.handle(request, response, body);
      return sendNotFound(response, `Nothing here answers ${request.method} ${path}`);
    } catch (error) {
      if (response.headersSent || response.destroyed) response.destroy();
      else sendJson(response, 500, 'application/json', errorBody('InternalFailure', error));
    }
  });
  // An SDK's pooled connection may idle for long; Node's default of 5 s would cut it just as a request is sent.
  server.keepAliveTimeout = 120_000;
  server.headersTimeout = 125_000;
  server.requestTimeout = 0;

  const port = await listen(server, options.port ?? 0);
  url = `http://127.0.0.1:${port}`;
  const close = (): Promise<void> =>
    new Promise((resolve) => {
      server.close(() => resolve());
      server.closeAllConnections();
    });
  return { url, port, requests, close };
};

const listen = (server: Server, port: number): Promise<number> =>
  new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      reject(
        error.code === 'EADDRINUSE'
          ? new Error(`Port ${port} of 127.0.0.1 is in use: stop what listens there or choose another port`)
          : error,
      );
    });
    server.listen(port, '127.0.0.1', () => {
      const address = server.address();
      resolve(typeof address === 'object' && address !== null ? address.port : port);
    });
  });

const readBody = async (request: IncomingMessage): Promise<Buffer> => {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request) {
    bytes += (chunk as Buffer).length;
    if (bytes > MAX_BODY_BYTES) throw new Error(`The request's body is longer than ${MAX_BODY_BYTES} bytes`);
    chunks.push(chunk as Buffer);
  }
  return chunks.length === 1 && chunks[0] !== undefined ? chunks[0] : Buffer.concat(chunks);
};

const parseInput = (body: Buffer): Record<string, unknown> => {
  let input: unknown;
  try {
    input = body.length === 0 ? {} : JSON.parse(body.toString('utf8'));
  } catch {
    throw new AwsError('SerializationException', `The request's body is not JSON (${body.length} bytes)`);
  }
  if (typeof input !== 'object' || input === null || Array.isArray(input)) {
    throw new AwsError('SerializationException', "The request's body is not a JSON object");
  }
  return input as Record<string, unknown>;
};

const abortedOnHangUp = (response: ServerResponse): AbortSignal => {
  const controller = new AbortController();
  response.once('close', () => {
    if (!response.writableFinished) controller.abort();
  });
  return controller.signal;
};

const errorBody = (type: string, error: unknown): { __type: string; message: string } => ({
  __type: type,
  message: error instanceof Error ? error.message : String(error),
});

const sendError = (
  response: ServerResponse,
  service: JsonService,
  serviceName: string,
  operationName: string,
  error: unknown,
): void => {
  const awsError =
    error instanceof AwsError
      ? error
      : new AwsError('InternalFailure', error instanceof Error ? error.message : String(error), 500);
  // A fault of the emulator itself must be findable: the client sees only its last line.
  if (!(error instanceof AwsError)) console.error(`${serviceName} ${operationName} failed:`, error);
  const { code, statusCode } = awsError;
  const fault = statusCode >= 500 ? 'Receiver' : 'Sender';
  const type = service.errorType?.(code) ?? code;
  sendJson(response, statusCode, service.contentType, errorBody(type, awsError), {
    'x-amzn-errortype': type,
    ...(service.queryErrorCode && { 'x-amzn-query-error': `${service.queryErrorCode(code)};${fault}` }),
  });
};

const sendNotFound = (response: ServerResponse, message: string): void =>
  sendJson(response, 404, 'application/json', { __type: 'UnknownOperationException', message });

const sendJson = (
  response: ServerResponse,
  statusCode: number,
  contentType: string,
  body: unknown,
  headers: Record<string, string> = {},
): void => {
  if (response.destroyed) return;
  const bytes = Buffer.from(JSON.stringify(body));
  response.writeHead(statusCode, {
    'content-type': contentType,
    'content-length': bytes.length,
    'x-amzn-requestid': randomUUID(),
    ...headers,
  });
  response.end(bytes);
};
