import { type ChildProcess, exec, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { DynamoDBClient, GetItemCommand } from '@aws-sdk/client-dynamodb';
import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { eventually } from '../lambda/eventually';

const ROOT = join(__dirname, '../../../..');
const COMMAND = join(ROOT, 'aws-local/bin/aws-local.mjs');
const appNamed = (file: string): string =>
  `"${process.execPath}" --import tsx aws-local/test/integration/assembly/${file}.ts`;
const STOCK_APP = appNamed('stock-app');

let folder: string;
let assembly: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'stock-app-'));
  assembly = join(folder, 'cdk.out');
  await promisify(exec)(STOCK_APP, { cwd: ROOT, env: { ...process.env, CDK_OUTDIR: assembly } });
});

afterAll(() => rm(folder, { recursive: true, force: true }));

/** Runs the command; what it says is collected. */
const start = (...args: string[]): { child: ChildProcess; said: () => string; ended: Promise<number | null> } => {
  const child = spawn(process.execPath, [COMMAND, '--port', '0', ...args], {
    cwd: ROOT,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let text = '';
  child.stdout?.on('data', (chunk) => (text += chunk));
  child.stderr?.on('data', (chunk) => (text += chunk));
  const ended = once(child, 'close').then(([code]) => code as number | null);
  return { child, said: () => text, ended };
};

const shownAs = (text: string, name: string): string => new RegExp(`${name}\\s?=\\s?(\\S+)`).exec(text)?.[1] ?? '';

const GIVEN = ['--ssm', '/votes/poll=spring', '--ignore', 'AWS::S3::Bucket'];

test('an app that was not made for it runs: a message reaches the inline function and the table of another stack', async () => {
  const variablesFile = join(folder, 'variables');
  const { child, said, ended } = start('--assembly', assembly, ...GIVEN, '--variables-file', variablesFile);
  await eventually(() => said().includes('ready; Ctrl-C ends it') || child.exitCode !== null);
  const credentials = { accessKeyId: 'local', secretAccessKey: 'local' };
  const sqs = new SQSClient({ region: 'us-east-1', credentials, endpoint: shownAs(said(), 'AWS_ENDPOINT_URL') });
  const dynamodb = new DynamoDBClient({
    region: 'us-east-1',
    credentials,
    endpoint: shownAs(said(), 'AWS_ENDPOINT_URL_DYNAMODB'),
  });
  const MessageBody = JSON.stringify({ id: 'v-1', choice: 'tea' });
  await sqs.send(new SendMessageCommand({ QueueUrl: shownAs(said(), 'BallotsUrl'), MessageBody }));
  await eventually(() => said().includes('| counted v-1'));
  const { Item } = await dynamodb.send(
    new GetItemCommand({ TableName: shownAs(said(), 'VotesTable'), Key: { id: { S: 'v-1' } } }),
  );
  expect(Item).toEqual({ id: { S: 'v-1' }, choice: { S: 'tea' }, level: { S: 'debug' }, poll: { S: 'spring' } });
  expect(said()).toContain('stacks: DataStack, VoteStack');
  expect(said()).toMatch(/ 2 AWS::SQS::Queue$/m);
  expect(said()).toContain('VoteStack/Receipts/Resource (AWS::S3::Bucket): --ignore AWS::S3::Bucket');
  expect(await readFile(variablesFile, 'utf8')).toContain(
    `export AWS_ENDPOINT_URL=${shownAs(said(), 'AWS_ENDPOINT_URL')}\n`,
  );
  expect(new URL(shownAs(said(), 'AWS_ENDPOINT_URL')).hostname).toBe('127.0.0.1');

  const before = said();
  child.kill('SIGINT');
  expect(await ended).toBe(0);
  expect(said().slice(before.length)).toBe('aws-local has stopped\n');
  expect(existsSync(variablesFile)).toBe(false);
  sqs.destroy();
  dynamodb.destroy();
});

test('an app is synthesized by its command, and everything that it lacks is told at once', async () => {
  const { said, ended } = start('--app', STOCK_APP);
  expect(await ended).toBe(1);
  expect(said()).toBe(
    [
      'aws-local: 2 things of this assembly cannot run here:',
      '  VoteStack',
      '    parameter SsmParameterValuevotespollC96584B6F00A464EAD1953AFF4B05118Parameter of VoteStack: SSM has no parameter /votes/poll here, and no stack deployed before makes it: give its value with --ssm /votes/poll=VALUE',
      '  VoteStack/Receipts/Resource (AWS::S3::Bucket, Receipts59C0D3E0)',
      '    the type is not understood here; to leave it out: --ignore AWS::S3::Bucket',
      '',
    ].join('\n'),
  );
});

test('what AWS would refuse is told at once, before anything is made, of what has no meaning here as well', async () => {
  const { said, ended } = start('--app', appNamed('faulty-app'));
  expect(await ended).toBe(1);
  const wildcard = '*a*a*a*a*a*a*a*a*a*a*a*';
  expect(said()).toBe(
    [
      'aws-local: 6 things of this assembly cannot run here:',
      '  Shop/Orders/Resource (AWS::SQS::Queue, OrdersA9B65338)',
      '    VisibilityTimout: AWS::SQS::Queue has no such property (did you mean VisibilityTimeout?); to leave it out: --ignore AWS::SQS::Queue.VisibilityTimout',
      `    QueueName: must have 1 to 80 characters, has 81: ${'o'.repeat(80)}; to leave it out: --ignore Shop/Orders`,
      '  Shop/TooOld/Resource (AWS::CloudWatch::Alarm, TooOld942F3A63)',
      '    Dimensions: must be a list, got an object; to leave it out: --ignore Shop/TooOld',
      '  Shop/Deploys/Resource (AWS::IAM::Role, Deploys47DEB118)',
      '    AssumeRolePolicyDocument: AWS::IAM::Role requires this property; to leave it out: --ignore Shop/Deploys',
      '  Shop/Placed/Resource (AWS::Events::Rule, PlacedD9956B27)',
      `    EventPattern: Event pattern is not valid. Reason: Rule is too complex - use fewer wildcard characters or fewer repeated sequences after one in ["${wildcard}"] at detail.note; to leave it out: --ignore Shop/Placed`,
      '  Shop/Letters (AWS::SQS::Queu, Letters)',
      '    CloudFormation has no such type (did you mean AWS::SQS::Queue?); to leave it out: --ignore AWS::SQS::Queu',
      'To leave all of these out: --ignore AWS::SQS::Queue.VisibilityTimout --ignore Shop/Orders --ignore Shop/TooOld --ignore Shop/Deploys --ignore Shop/Placed --ignore AWS::SQS::Queu',
      '',
    ].join('\n'),
  );
});

test.each([
  [['--port', '99999'], "option '--port <number>' argument '99999' is invalid. must be 0 to 65535"],
  [
    ['--ignore', 'Bucket'],
    "'Bucket' is invalid. must be a type (AWS::S3::Bucket), a service (AWS::S3::*), TYPE.Property, or a construct path",
  ],
  [['--ssm', '/votes/poll'], "'/votes/poll' is invalid. must be NAME=VALUE"],
  [['--assembly', 'nowhere'], "'nowhere' is invalid. must be a folder that cdk synth wrote"],
  [['nowhere'], "there is no cdk.json in nowhere: give '--assembly <folder>' or '--app <command>'"],
])('%j is refused by name', async (args, message) => {
  const { said, ended } = start(...args);
  expect(await ended).toBe(1);
  expect(said()).toContain(message);
});
