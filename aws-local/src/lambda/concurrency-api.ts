import { z } from 'zod';
import { firstIssue } from '../http/first-issue';
import type { Authorize, PathHandler } from '../http/server';
import { errorAnswer, json, objectIn, send, unknownOperation } from './answer';
import type { LambdaEngine } from './engine';
import { invalidParameter } from './function-definition';

const PREFIX = '/2017-10-31/';
const PATH = /^functions\/([^/]+)\/concurrency$/;

/** 1,000 is the account's default limit, of which AWS keeps 100 unreserved (configuration-concurrency.html). */
const schema = z.strictObject({ ReservedConcurrentExecutions: z.int().min(0).max(900) });

/**
 * PutFunctionConcurrency and DeleteFunctionConcurrency, which have a version of the API of their own (API_PutFunctionConcurrency.html). A function
 * with 0 runs no more: "to throttle a function, set the reserved concurrency to zero" (configuration-concurrency.html).
 */
export const concurrencyApi = (engine: LambdaEngine, authorize: Authorize = () => undefined): PathHandler => ({
  prefix: PREFIX,
  async handle(request, response, body) {
    try {
      authorize(request, body);
      const { pathname } = new URL(request.url ?? '/', 'http://lambda');
      const [, name] = PATH.exec(pathname.slice(PREFIX.length)) ?? [];
      if (name === undefined || (request.method !== 'PUT' && request.method !== 'DELETE')) {
        throw unknownOperation(request.method, pathname);
      }
      const published = engine.published(decodeURIComponent(name));
      const reserved = request.method === 'PUT' ? reservedIn(objectIn(body)) : undefined;
      published.reserveConcurrency(reserved);
      send(
        response,
        reserved === undefined ? { statusCode: 204, body: '' } : json({ ReservedConcurrentExecutions: reserved }),
      );
    } catch (error) {
      send(response, errorAnswer(error));
    }
  },
});

/** @throws AwsError InvalidParameterValueException naming the field */
const reservedIn = (input: object): number => {
  const parsed = schema.safeParse(input);
  if (parsed.success) return parsed.data.ReservedConcurrentExecutions;
  const { field, problem } = firstIssue(parsed.error);
  throw invalidParameter(`${field}: ${problem}`);
};
