import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DynamoDBClient, GetItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { startAwsLocal } from '../../../src/aws-local';
import type { AwsLocal } from '../../../src/environment';
import { eventually } from '../lambda/eventually';

const HANDLERS = `
exports.work = async ({ Records }) => { for (const { body } of Records) console.log('worked ' + body); };
exports.maker = async (event) => {
  console.log('made ' + event.RequestType + ' ' + event.ResourceProperties.Size);
  await fetch(event.ResponseURL, { method: 'PUT', body: JSON.stringify({ Status: 'SUCCESS', PhysicalResourceId: 'seed' }) });
};`;

const fifo = (QueueName: string, more: object = {}) => ({
  Type: 'AWS::SQS::Queue',
  Properties: { QueueName, FifoQueue: true, ContentBasedDeduplication: true, VisibilityTimeout: 30, ...more },
});
const lambda = (FunctionName: string, handler: string) => ({
  Type: 'AWS::Lambda::Function',
  Properties: {
    FunctionName,
    Runtime: 'nodejs24.x',
    Handler: `index.${handler}`,
    Timeout: 10,
    Role: 'arn:aws:iam::000000000000:role/worker',
    Code: { S3Bucket: 'assets', S3Key: 'code.zip' },
  },
});
const table = (key: string) => ({
  Type: 'AWS::DynamoDB::Table',
  Properties: {
    TableName: 'orders',
    BillingMode: 'PAY_PER_REQUEST',
    KeySchema: [{ AttributeName: key, KeyType: 'HASH' }],
    AttributeDefinitions: [{ AttributeName: key, AttributeType: 'S' }],
    TimeToLiveSpecification: { AttributeName: 'expires', Enabled: true },
  },
});
const mapping = (Enabled: boolean) => ({
  Type: 'AWS::Lambda::EventSourceMapping',
  Properties: { FunctionName: { Ref: 'Worker' }, EventSourceArn: { 'Fn::GetAtt': ['Queue', 'Arn'] }, Enabled },
});
const seed = (Size: string) => ({
  Type: 'Custom::Seed',
  Properties: { ServiceToken: { 'Fn::GetAtt': ['Maker', 'Arn'] }, Size },
});

const RESOURCES = {
  Queue: fifo('work.fifo'),
  Worker: lambda('worker', 'work'),
  Maker: lambda('maker', 'maker'),
  Orders: table('PK'),
  Mapping: mapping(false),
  Seed: seed('small'),
};

let folder: string;
let environment: AwsLocal | undefined;
const log: string[] = [];

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'kept-environment-'));
  log.length = 0;
});

afterEach(async () => {
  await environment?.stop();
  environment = undefined;
  await rm(folder, { recursive: true, force: true });
});

/** Ends what runs and starts these resources on what it left. */
const run = async (Resources: object): Promise<AwsLocal> => {
  await environment?.stop();
  environment = undefined;
  const assembly = join(folder, 'assembly');
  await mkdir(join(assembly, 'code'), { recursive: true });
  await writeFile(join(assembly, 'code/index.js'), HANDLERS);
  await writeFile(join(assembly, 'Work.template.json'), JSON.stringify({ Resources }));
  const asset = { source: { path: 'code' }, destinations: { here: { objectKey: 'code.zip' } } };
  await writeFile(join(assembly, 'Work.assets.json'), JSON.stringify({ files: { code: asset } }));
  const properties = { templateFile: 'Work.template.json', stackName: 'Work' };
  const artifacts = { Work: { type: 'aws:cloudformation:stack', properties } };
  await writeFile(join(assembly, 'manifest.json'), JSON.stringify({ artifacts }));
  environment = await startAwsLocal({
    assembly,
    dataFolder: join(folder, 'data'),
    onLog: ({ text }) => log.push(text),
  });
  return environment;
};

test('stacks that have changed start on what was kept: messages are worked, items are there, a new queue is new', async () => {
  const first = await run(RESOURCES);
  first.sqs.queueByName('work.fifo')?.sendMessage({ body: 'espresso', groupId: 'a' });
  const database = (of: AwsLocal) => new DynamoDBClient({ endpoint: of.variables.AWS_ENDPOINT_URL_DYNAMODB ?? '' });
  const before = database(first);
  await before.send(new PutItemCommand({ TableName: 'orders', Item: { PK: { S: 'o-1' }, total: { N: '375' } } }));
  before.destroy();

  const second = await run({
    ...RESOURCES,
    Queue: fifo('work.fifo', { VisibilityTimeout: 60 }),
    Another: fifo('another.fifo'),
    Mapping: mapping(true),
  });
  expect(second.sqs.queues().map(({ name }) => name)).toEqual(['work.fifo', 'another.fifo']);
  expect(second.sqs.queueByName('work.fifo')?.attributes().VisibilityTimeout).toBe('60');
  await eventually(() => log.includes('worked espresso'));
  const after = database(second);
  const { Item } = await after.send(new GetItemCommand({ TableName: 'orders', Key: { PK: { S: 'o-1' } } }));
  expect(Item).toEqual({ PK: { S: 'o-1' }, total: { N: '375' } });
  after.destroy();
});

test('a custom resource is made once, and updated when its properties are others', async () => {
  await run(RESOURCES);
  await run(RESOURCES);
  await run({ ...RESOURCES, Seed: seed('large') });
  await run({ ...RESOURCES, Seed: seed('large') });
  expect(log.filter((line) => line.startsWith('made'))).toEqual(['made Create small', 'made Update large']);
});

test('a mapping that was changed by hand stays so until the stacks say something else', async () => {
  const first = await run(RESOURCES);
  const [made] = first.lambda.mappings();
  first.lambda.updateMapping(made?.uuid ?? '', { enabled: true, maximumConcurrency: 7 });
  const second = await run(RESOURCES);
  expect(second.lambda.mappings()).toMatchObject([
    { uuid: made?.uuid, state: 'Enabled', enabled: true, maximumConcurrency: 7 },
  ]);
  const third = await run({
    ...RESOURCES,
    Queue: fifo('work.fifo', { VisibilityTimeout: 60 }),
    Mapping: mapping(true),
  });
  expect(third.lambda.mappings()).toMatchObject([{ enabled: true, maximumConcurrency: undefined }]);
});

test('an event that was accepted is delivered by the next process, to rules that come later in the template too', async () => {
  const rule = {
    Type: 'AWS::Events::Rule',
    Properties: {
      EventPattern: { source: ['shop'] },
      Targets: [{ Id: 'q', Arn: { 'Fn::GetAtt': ['Queue', 'Arn'] }, SqsParameters: { MessageGroupId: 'g' } }],
    },
  };
  const letsRulesIn = {
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
  };
  const first = await run({ ...RESOURCES, Rule: rule, Policy: letsRulesIn });
  // Accepted, and the process ends before its next turn.
  first.events.putEvents([{ Source: 'shop', DetailType: 'Order Created', Detail: '{"orderId":"o-1"}' }]);
  first.events.close();
  const second = await run({ ...RESOURCES, Rule: rule, Policy: letsRulesIn });
  await eventually(() => second.sqs.queueByName('work.fifo')?.peek().length === 1);
  expect(JSON.parse(second.sqs.queueByName('work.fifo')?.peek()[0]?.body ?? '')).toMatchObject({
    'detail-type': 'Order Created',
    detail: { orderId: 'o-1' },
  });
});

test('a table with other keys than before is refused, with both', async () => {
  await run(RESOURCES);
  await expect(run({ ...RESOURCES, Orders: table('orderId') })).rejects.toThrow(
    'Work: resource Orders (AWS::DynamoDB::Table): KeySchema: the table orders that was kept has PK (S, HASH), the template says orderId (S, HASH)',
  );
});

test('a second environment on the same folder is refused; after the first has ended it is not', async () => {
  const first = await run(RESOURCES);
  const options = { assembly: first.assembly, dataFolder: join(folder, 'data') };
  await expect(startAwsLocal(options)).rejects.toThrow(`is in use by the process ${process.pid}`);
  await run(RESOURCES);
});
