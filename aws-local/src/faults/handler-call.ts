import http from 'node:http';

/** A request as a handler makes it. */
export interface CallRequest {
  readonly host: string;
  readonly port: number;
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
}

export interface CallAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
}

/** A request without its body. */
export type RequestHead = Omit<CallRequest, 'body'>;

/** Where a request goes, in the words of its service: `dynamodb PutItem`, `gateway confirm`. */
export interface CallTarget {
  /** `dynamodb`, `sqs`, `eventbridge`, `secretsmanager`, `lambda`, or a service that is not AWS's. */
  readonly service: string;
  readonly operation: string;
}

/** One request of a handler that waits for whoever drives the simulation: it has not reached its service, or the handler has no answer yet. */
export interface HandlerCall extends CallTarget {
  /** Counts the calls of the simulation. */
  readonly number: number;
  readonly functionName: string;
  readonly process: CallingProcess;
  readonly request: CallRequest;
  /** Gives the handler its answer; nothing happens if its process is dead or it has hung up. */
  answer(answer: CallAnswer): void;
  /** Cuts the handler's connection. */
  cut(): void;
}

/** The process that made a call, as far as faults may touch it. */
export interface CallingProcess {
  readonly number: number;
  readonly alive: boolean;
  /** How a service that the process calls by itself denies a request, by the role of its function; undefined if it does not. */
  refusal(request: CallRequest): CallAnswer | undefined;
  kill(): Promise<void>;
  /** Its event loop stands still: no answer reaches it and no timer of its fires, until Lambda's timeout ends it. */
  freeze(): void;
  /** Lambda gives the invocation up, and the process goes on all the same: a zombie. */
  abandon(): void;
}

const SERVICES: Readonly<Record<string, string>> = {
  DynamoDB_20120810: 'dynamodb',
  AmazonSQS: 'sqs',
  AWSEvents: 'eventbridge',
  secretsmanager: 'secretsmanager',
};

/** The AWS service and operation that a request asks for; undefined if it goes elsewhere. */
export const awsTargetOf = ({ headers, method, path }: RequestHead): CallTarget | undefined => {
  const target = headers['x-amz-target'];
  if (target !== undefined) {
    const [prefix = '', operation = ''] = target.split('.');
    const service = SERVICES[prefix];
    if (service) return { service, operation };
  }
  if (path.startsWith('/2015-03-31/') || path.startsWith('/2025-11-30/'))
    return { service: 'lambda', operation: `${method} ${path.split('/')[2] ?? ''}` };
  return undefined;
};

const agent = new http.Agent({ keepAlive: true });

/**
 * Carries a request to its service and gives the answer, whole. A kept connection that the service closes at this very moment had not taken the request:
 * it goes out again, as Node.js advises (nodejs.org/api/http.html, request.reusedSocket).
 */
export const carry = (call: CallRequest): Promise<CallAnswer> =>
  new Promise((resolve, reject) => {
    const { host, port, method, path, headers, body } = call;
    const request = http.request({ host, port, method, path, headers, agent }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.once('error', reject);
      response.once('end', () =>
        resolve({
          status: response.statusCode ?? 500,
          headers: Object.fromEntries(Object.entries(response.headers).map(([name, value]) => [name, String(value)])),
          body: Buffer.concat(chunks),
        }),
      );
    });
    request.once('error', (error: NodeJS.ErrnoException) => {
      if (request.reusedSocket && error.code === 'ECONNRESET') resolve(carry(call));
      else reject(error);
    });
    request.end(body);
  });

/** The answer with which an AWS service of the JSON protocols refuses a request. */
export const awsFailure = (status: number, code: string, more: Readonly<Record<string, unknown>> = {}): CallAnswer => ({
  status,
  headers: { 'content-type': 'application/x-amz-json-1.0', 'x-amzn-errortype': code },
  body: Buffer.from(JSON.stringify({ __type: code, message: 'a fault was injected', ...more })),
});
