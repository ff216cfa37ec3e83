import type { PutEventsEntry, PutEventsResultEntry } from '../eventbridge/bus-event';
import { isJsonPath, parseJsonPath, readJsonPath } from '../eventbridge/json-path';
import { AwsError } from '../http/aws-error';
import type { PipeTarget } from './target';

/** PipeTargetEventBridgeEventBusParameters, as far as they are built: each a literal or a JSON path into the record. */
export interface BusParameters {
  readonly DetailType?: string | undefined;
  readonly Source?: string | undefined;
  readonly Resources?: readonly string[] | undefined;
  /** A path only: the time is the record's, or that of PutEvents. */
  readonly Time?: string | undefined;
}

export interface BusTargetOptions {
  readonly pipeName: string;
  readonly busArn: string;
  readonly putEvents: (entries: PutEventsEntry[]) => { readonly Entries: readonly PutEventsResultEntry[] };
  readonly parameters?: BusParameters | undefined;
}

type ReadText = (parsed: unknown) => string;

/**
 * A pipe's target that is an event bus; the detail is what the input template makes, which must be a JSON object. Without parameters the source is `Pipe NAME`
 * and the detail type `Event from aws:sqs`, as events show that were received on AWS (umccr/orcabus, bssh-manager's README).
 * @throws AwsError ValidationException for a parameter that is no literal and no path.
 */
export const busTarget = (options: BusTargetOptions): PipeTarget<PutEventsEntry> => {
  const { pipeName, busArn, putEvents, parameters = {} } = options;
  const readDetailType = compileText('DetailType', parameters.DetailType ?? 'Event from aws:sqs');
  const readSource = compileText('Source', parameters.Source ?? `Pipe ${pipeName}`);
  const readResources = (parameters.Resources ?? []).map((each) => compileText('Resources', each));
  const readTime = parameters.Time === undefined ? undefined : compileTime(parameters.Time);
  return {
    prepare: ({ input, parsed }) => ({
      EventBusName: busArn,
      Detail: input,
      DetailType: readDetailType(parsed),
      Source: readSource(parsed),
      Resources: readResources.map((read) => read(parsed)),
      ...(readTime && { Time: readTime(parsed) }),
    }),
    send: (batch) =>
      putEvents([...batch]).Entries.flatMap(({ ErrorCode: code, ErrorMessage: message }, at) =>
        code === undefined ? [] : [{ at, reason: `${code}: ${message}`, retriable: RETRIABLE.test(code) }],
      ),
  };
};

/** Of PutEventsResultEntry, the codes that are the service's fault. */
const RETRIABLE = /Internal|Throttl|Unavailable/;

const compileText = (parameter: string, pathOrLiteral: string): ReadText => {
  if (!isJsonPath(pathOrLiteral)) return () => pathOrLiteral;
  const path = parseJsonPath(pathOrLiteral);
  return (parsed) => {
    const value = readJsonPath(path, parsed);
    if (typeof value === 'string' && value !== '') return value;
    throw new Error(`${parameter} ${pathOrLiteral}: ${JSON.stringify(value) ?? 'undefined'} is not a text`);
  };
};

const compileTime = (path: string): ReadText => {
  if (isJsonPath(path)) return compileText('Time', path);
  throw new AwsError('ValidationException', `Time ${path} must be a JSON path, such as $.body.time`);
};
