import type { ServerResponse } from 'node:http';
import { AwsError } from '../http/aws-error';
import { invalidParameter } from './function-definition';

/** What a request of Lambda's REST API is answered with. */
export interface Answer {
  readonly statusCode: number;
  readonly headers?: Record<string, string>;
  /** JSON text. */
  readonly body: string;
}

export const json = (value: unknown, statusCode = 200): Answer => ({ statusCode, body: JSON.stringify(value) });

/** Of a method and path that are no operation here. */
export const unknownOperation = (method: string | undefined, pathname: string): AwsError =>
  new AwsError('UnknownOperationException', `Lambda has no ${method} ${pathname} here`, 404);

export const send = (response: ServerResponse, { statusCode, headers, body }: Answer): void => {
  response.writeHead(statusCode, { 'content-type': 'application/json', ...headers }).end(body);
};

export const errorAnswer = (error: unknown): Answer => {
  const known =
    error instanceof AwsError ? error : new AwsError('ServiceException', `Internal failure: ${String(error)}`, 500);
  return {
    statusCode: known.statusCode,
    headers: { 'x-amzn-errortype': known.code },
    body: JSON.stringify({ Type: known.statusCode < 500 ? 'User' : 'Service', message: known.message }),
  };
};

/** @throws AwsError InvalidRequestContentException */
export const parseJson = (body: Buffer): unknown => {
  if (body.length === 0) return undefined;
  try {
    return JSON.parse(body.toString('utf8'));
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new AwsError('InvalidRequestContentException', `Could not parse request body into json: ${reason}`);
  }
};

/** @throws AwsError for what is no JSON object */
export const objectIn = (body: Buffer): object => {
  const input = parseJson(body) ?? {};
  if (typeof input !== 'object') throw invalidParameter(`The body must be an object, not ${typeof input}`);
  return input;
};
