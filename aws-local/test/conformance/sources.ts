import type { Behaviour } from './behaviour';

/**
 * The documents that behaviours cite, each once. Prefixes: SQS, EB, L and DDB are the pages of AWS's developer guides (SQS
 * AWSSimpleQueueService/latest/SQSDeveloperGuide/, EB eventbridge/latest/userguide/, L lambda/latest/dg/, DDB
 * amazondynamodb/latest/developerguide/, all on docs.aws.amazon.com), API an operation's or a type's page of an API reference;
 * LocalStack is a test that its project recorded against AWS (`markers.aws.validated`), aws/event-ruler the library that EventBridge
 * runs. What stands in parentheses is a place in the document.
 */
export const distinctSources = (behaviours: readonly Pick<Behaviour, 'source'>[]): string[] => [
  ...new Set(behaviours.flatMap(({ source }) => source.split(';').map((each) => each.replace(/\s*\(.*$/, '').trim()))),
];
