import type { IncomingMessage } from 'node:http';
import type { Authorize, PathHandler } from '../http/server';
import { aliasChange, aliasResource } from './alias-resource';
import { type Answer, errorAnswer, json, objectIn, parseJson, send, unknownOperation } from './answer';
import { FunctionError, type LambdaEngine } from './engine';
import { functionNameOf, invalidParameter, qualifierOf } from './function-definition';
import { functionResource, listedFunction, mappingChange, mappingResource } from './resources';

const PREFIX = '/2015-03-31/';

interface Request {
  readonly query: URLSearchParams;
  readonly headers: IncomingMessage['headers'];
  readonly body: Buffer;
}

/** One operation of the API; what its path's groups matched comes decoded. */
interface Route {
  readonly method: string;
  readonly path: RegExp;
  readonly answer: (
    engine: LambdaEngine,
    request: Request,
    matched: string,
    second: string,
  ) => Promise<Answer> | Answer;
}

const invoke: Route['answer'] = async (engine, { headers, body, query }, reference) => {
  refuseOthers('Invoke', [...query.keys()], ['Qualifier']);
  for (const header of ['x-amz-client-context', 'x-amz-log-type', 'x-amz-tenant-id']) {
    if (![undefined, 'None'].includes(headers[header]?.toString())) refuseOthers('Invoke', [header], []);
  }
  const qualifier = query.get('Qualifier') ?? qualifierOf(reference);
  const arn = engine.function(functionNameOf(reference)).arn + (qualifier ? `:${qualifier}` : '');
  const target = engine.route(arn);
  const event = parseJson(body);
  const type = headers['x-amz-invocation-type'] ?? 'RequestResponse';
  if (type === 'DryRun') return { statusCode: 204, body: '' };
  if (type === 'Event') {
    engine.invokeAsynchronously(arn, event);
    return { statusCode: 202, body: '' };
  }
  if (type !== 'RequestResponse') throw invalidParameter(`X-Amz-Invocation-Type is not known: ${type}`);

  const executed = { 'x-amz-executed-version': target.version };
  try {
    return { statusCode: 200, headers: executed, body: JSON.stringify(await engine.invoke(arn, event, target)) };
  } catch (error) {
    if (!(error instanceof FunctionError)) throw error;
    const headers = { ...executed, 'x-amz-function-error': 'Unhandled' };
    return { statusCode: 200, headers, body: JSON.stringify(error.payload) };
  }
};

/** "Returns a maximum of 50 items in each response, even if you set the number higher" (API_ListFunctions.html). */
const MOST_FUNCTIONS = 50;
const MOST_MAPPINGS = 100;
/** API ListAliases, MaxItems. */
const MOST_ALIASES = 10_000;

/** The page that a request asks for; its marker is where the page begins. */
const page = <T>(all: readonly T[], query: URLSearchParams, most: number): { items: T[]; next: object } => {
  const first = Number(query.get('Marker') ?? 0);
  const beyond = first + Math.min(most, Number(query.get('MaxItems') ?? most));
  return { items: all.slice(first, beyond), next: beyond < all.length ? { NextMarker: String(beyond) } : {} };
};

const listFunctions: Route['answer'] = (engine, { query }) => {
  refuseOthers('ListFunctions', [...query.keys()], ['FunctionVersion', 'MaxItems', 'Marker']);
  const version = query.get('FunctionVersion');
  if (version !== null && version !== 'ALL') throw invalidParameter(`FunctionVersion must be ALL, not ${version}`);
  const { items, next } = page(engine.functions({ versions: version === 'ALL' }), query, MOST_FUNCTIONS);
  return json({ Functions: items.map(listedFunction), ...next });
};

const listMappings: Route['answer'] = (engine, { query }) => {
  refuseOthers('ListEventSourceMappings', [...query.keys()], ['EventSourceArn', 'FunctionName', 'MaxItems', 'Marker']);
  const queueArn = query.get('EventSourceArn');
  const functionName = query.get('FunctionName');
  const found = engine
    .mappings()
    .filter((mapping) => queueArn === null || mapping.queueArn === queueArn)
    .filter(
      (mapping) => functionName === null || functionNameOf(mapping.functionName) === functionNameOf(functionName),
    );
  const { items, next } = page(found, query, MOST_MAPPINGS);
  return json({ EventSourceMappings: items.map((mapping) => mappingResource(mapping, engine)), ...next });
};

const listVersions: Route['answer'] = (engine, { query }, reference) => {
  refuseOthers('ListVersionsByFunction', [...query.keys()], ['MaxItems', 'Marker']);
  const { items, next } = page(engine.published(reference).all(), query, MOST_FUNCTIONS);
  return json({ Versions: items.map(listedFunction), ...next });
};

const publishVersion: Route['answer'] = (engine, { body }, reference) => {
  refuseOthers('PublishVersion', Object.keys(objectIn(body)), []);
  const published = engine.published(reference);
  return json(functionResource(published.resolve(published.publishChanges())), 201);
};

const listAliases: Route['answer'] = (engine, { query }, reference) => {
  refuseOthers('ListAliases', [...query.keys()], ['FunctionVersion', 'MaxItems', 'Marker']);
  const version = query.get('FunctionVersion');
  const published = engine.published(reference);
  const leadingTo = published
    .aliases()
    .filter((alias) => version === null || alias.version === version || version in (alias.weights ?? {}));
  const { items, next } = page(leadingTo, query, MOST_ALIASES);
  return json({ Aliases: items.map((alias) => aliasResource(published.latest.arn, alias)), ...next });
};

const getAlias: Route['answer'] = (engine, _, reference, name) => {
  const published = engine.published(reference);
  return json(aliasResource(published.latest.arn, published.alias(name)));
};

const updateAlias: Route['answer'] = (engine, { body }, reference, name) => {
  const published = engine.published(reference);
  return json(aliasResource(published.latest.arn, published.updateAlias(name, aliasChange(objectIn(body)))));
};

const ROUTES: readonly Route[] = [
  { method: 'GET', path: /^functions\/?()$/, answer: listFunctions },
  { method: 'POST', path: /^functions\/([^/]+)\/invocations$/, answer: invoke },
  {
    method: 'GET',
    path: /^functions\/([^/]+)$/,
    answer: (engine, _, reference) => json({ Configuration: functionResource(engine.function(reference)), Tags: {} }),
  },
  {
    method: 'GET',
    path: /^functions\/([^/]+)\/configuration$/,
    answer: (engine, _, reference) => json(functionResource(engine.function(reference))),
  },
  { method: 'GET', path: /^functions\/([^/]+)\/versions$/, answer: listVersions },
  { method: 'POST', path: /^functions\/([^/]+)\/versions$/, answer: publishVersion },
  { method: 'GET', path: /^functions\/([^/]+)\/aliases$/, answer: listAliases },
  { method: 'GET', path: /^functions\/([^/]+)\/aliases\/([^/]+)$/, answer: getAlias },
  { method: 'PUT', path: /^functions\/([^/]+)\/aliases\/([^/]+)$/, answer: updateAlias },
  { method: 'GET', path: /^event-source-mappings\/?()$/, answer: listMappings },
  {
    method: 'GET',
    path: /^event-source-mappings\/([^/]+)$/,
    answer: (engine, _, uuid) => json(mappingResource(engine.mapping(uuid), engine)),
  },
  {
    method: 'PUT',
    path: /^event-source-mappings\/([^/]+)$/,
    answer: (engine, { body }, uuid) => {
      const change = mappingChange(objectIn(body));
      return json(mappingResource(engine.updateMapping(uuid, change), engine), 202);
    },
  },
];

/**
 * Lambda's REST API as far as this service and its operators use it: Invoke, ListFunctions, GetFunction,
 * GetFunctionConfiguration, ListVersionsByFunction, PublishVersion, ListAliases, GetAlias, UpdateAlias, GetEventSourceMapping, ListEventSourceMappings, UpdateEventSourceMapping. Anything else is refused by name.
 */
export const lambdaApi = (engine: LambdaEngine, authorize: Authorize = () => undefined): PathHandler => ({
  prefix: PREFIX,
  handle: async (request, response, body) => {
    const { pathname, searchParams: query } = new URL(request.url ?? '/', 'http://lambda');
    try {
      authorize(request, body);
      const path = pathname.slice(PREFIX.length);
      for (const route of ROUTES) {
        const [, matched, second = ''] = (route.method === request.method && route.path.exec(path)) || [];
        if (matched === undefined) continue;
        const answer = await route.answer(
          engine,
          { query, headers: request.headers, body },
          decodeURIComponent(matched),
          decodeURIComponent(second),
        );
        return send(response, answer);
      }
      throw unknownOperation(request.method, pathname);
    } catch (error) {
      send(response, errorAnswer(error));
    }
  },
});

const refuseOthers = (operation: string, given: readonly string[], known: readonly string[]): void => {
  const unknown = given.find((name) => !known.includes(name));
  if (unknown !== undefined) throw invalidParameter(`${operation} does not take ${unknown} here`);
};
