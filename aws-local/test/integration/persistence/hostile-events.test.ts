import { appendFile, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import { startAwsLocal } from '../../../src/aws-local';
import type { AwsLocal } from '../../../src/environment';
import { eventually } from '../lambda/eventually';

/* Whatever PutEvents accepts may lie in a queue, or wait for its rules, when the next process starts on the folder. */

const nested = (levels: number) => ['{"a":'.repeat(levels), '1', '}'.repeat(levels)].join('');

/** Details as their producers wrote them. */
const HOSTILE: readonly [string, string][] = [
  ['nested as deep as the bus takes', nested(999)],
  ['an id that is nested', `{"orderId":${'['.repeat(998)}${']'.repeat(998)}}`],
  ['as large as a request may be', `{"list":"${'x'.repeat(1_000_000)}"}`],
  ['names that objects have', '{"__proto__":{"orderId":"o-1"},"constructor":null,"toString":[]}'],
  ['half surrogates, escaped', '{"text":"\\ud83d and \\udc00","\\ud83d":1}'],
  ['control characters, escaped', '{"text":"\\u0000\\u0007\\u001b[2J\\u007f"}'],
  ['line separators and a byte order mark', '{"text":"\u2028\u2029\ufeff"}'],
  ['a number that no double holds', '{"total":1e400,"amount":123456789012345678901234567890}'],
  ['the same name twice', '{"orderId":"a","orderId":"b"}'],
  ['nothing', '{}'],
];

let folder: string;
let environment: AwsLocal | undefined;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'hostile-events-'));
  const Resources = {
    Queue: { Type: 'AWS::SQS::Queue', Properties: { QueueName: 'events' } },
    Policy: {
      Type: 'AWS::SQS::QueuePolicy',
      Properties: {
        Queues: [{ Ref: 'Queue' }],
        PolicyDocument: {
          Version: '2012-10-17',
          Statement: [
            {
              Effect: 'Allow',
              Principal: { Service: 'events.amazonaws.com' },
              Action: 'sqs:SendMessage',
              Resource: { 'Fn::GetAtt': ['Queue', 'Arn'] },
            },
          ],
        },
      },
    },
    Rule: {
      Type: 'AWS::Events::Rule',
      Properties: {
        EventPattern: { source: ['somebody'] },
        Targets: [{ Id: 'queue', Arn: { 'Fn::GetAtt': ['Queue', 'Arn'] } }],
      },
    },
  };
  await mkdir(join(folder, 'assembly'));
  await writeFile(join(folder, 'assembly/Events.template.json'), JSON.stringify({ Resources }));
  await writeFile(join(folder, 'assembly/Events.assets.json'), JSON.stringify({ files: {} }));
  const properties = { templateFile: 'Events.template.json', stackName: 'Events' };
  const artifacts = { Events: { type: 'aws:cloudformation:stack', properties } };
  await writeFile(join(folder, 'assembly/manifest.json'), JSON.stringify({ artifacts }));
});

afterEach(async () => {
  await environment?.stop();
  environment = undefined;
  await rm(folder, { recursive: true, force: true });
});

const start = async (): Promise<AwsLocal> => {
  environment = await startAwsLocal({ assembly: join(folder, 'assembly'), dataFolder: join(folder, 'data') });
  return environment;
};

const restart = async (): Promise<AwsLocal> => {
  await environment?.stop();
  return start();
};

const put = async ({ url }: AwsLocal, Detail: string): Promise<void> => {
  const credentials = { accessKeyId: 'local', secretAccessKey: 'local' };
  const client = new EventBridgeClient({ endpoint: url, region: 'us-east-1', credentials });
  const Entries = [{ Source: 'somebody', DetailType: 'Stock Taken', Detail }];
  expect(await client.send(new PutEventsCommand({ Entries }))).toMatchObject({ FailedEntryCount: 0 });
  client.destroy();
};

const bodies = ({ sqs }: AwsLocal): string[] =>
  sqs
    .queueByName('events')
    ?.peek()
    .map(({ body }) => body) ?? [];

test('what was accepted is in its queue after a restart as it was before, and after a line that was cut off', async () => {
  const first = await start();
  for (const [, detail] of HOSTILE) await put(first, detail);
  await eventually(() => bodies(first).length === HOSTILE.length);
  const before = bodies(first);
  expect(bodies(await restart())).toEqual(before);

  await environment?.stop();
  await appendFile(join(folder, 'data/journal'), '[1000,["messages of events","m",{"body":"half of');
  const third = await start();
  expect(bodies(third)).toEqual(before);
  await put(third, '{"orderId":"later"}');
  await eventually(() => bodies(third).length === before.length + 1);
});

test.each(HOSTILE)(
  'an event that was accepted and not yet matched (%s) is delivered by the next process',
  async (_, detail) => {
    const first = await start();
    const Entries = [{ Source: 'somebody', DetailType: 'Stock Taken', Detail: detail }];
    expect(first.events.putEvents(Entries)).toMatchObject({ FailedEntryCount: 0 });
    // The process ends before its next turn.
    first.events.close();
    const second = await restart();
    await eventually(() => bodies(second).length === 1);
    expect(JSON.parse(bodies(second)[0] ?? '')).toMatchObject({ source: 'somebody', 'detail-type': 'Stock Taken' });
  },
);
