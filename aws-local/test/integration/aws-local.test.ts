import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { startAwsLocal } from '../../src/aws-local';
import type { AwsLocal } from '../../src/environment';
import { eventually } from './lambda/eventually';

/** On its first receive a message does to its worker what its body says. */
const HANDLER = `exports.handler = async ({ Records: [{ body, attributes }] }) => {
  if (attributes.ApproximateReceiveCount !== '1') return console.log('done ' + body);
  if (body === 'crash') process.exit(1);
  if (body === 'hang') for (;;);
  if (body === 'fill-memory') for (const all = []; ; ) all.push(new Array(1e6).fill(body));
};`;

const TEMPLATE = {
  Resources: {
    Queue: {
      Type: 'AWS::SQS::Queue',
      Properties: { QueueName: 'work.fifo', FifoQueue: true, ContentBasedDeduplication: true, VisibilityTimeout: 18 },
    },
    Worker: {
      Type: 'AWS::Lambda::Function',
      Properties: {
        FunctionName: 'worker',
        Runtime: 'nodejs24.x',
        Handler: 'index.handler',
        Timeout: 3,
        MemorySize: 128,
        Role: 'arn:aws:iam::000000000000:role/worker',
        Code: { S3Bucket: 'assets', S3Key: 'code.zip' },
      },
    },
    Mapping: {
      Type: 'AWS::Lambda::EventSourceMapping',
      Properties: {
        FunctionName: { Ref: 'Worker' },
        EventSourceArn: { 'Fn::GetAtt': ['Queue', 'Arn'] },
        BatchSize: 1,
        FunctionResponseTypes: ['ReportBatchItemFailures'],
      },
    },
  },
};

const writeAssembly = async (folder: string): Promise<void> => {
  const properties = { templateFile: 'Work.template.json', stackName: 'Work' };
  const asset = { source: { path: 'code' }, destinations: { here: { objectKey: 'code.zip' } } };
  await mkdir(join(folder, 'code'));
  await writeFile(join(folder, 'code/index.js'), HANDLER);
  await writeFile(join(folder, 'Work.template.json'), JSON.stringify(TEMPLATE));
  await writeFile(join(folder, 'Work.assets.json'), JSON.stringify({ files: { code: asset } }));
  const artifacts = { Work: { type: 'aws:cloudformation:stack', properties } };
  await writeFile(join(folder, 'manifest.json'), JSON.stringify({ artifacts }));
};

let assembly: string;
let environment: AwsLocal;
const log: string[] = [];
const deaths: string[] = [];

beforeAll(async () => {
  assembly = await mkdtemp(join(tmpdir(), 'aws-local-'));
  await writeAssembly(assembly);
  environment = await startAwsLocal({
    assembly,
    clockScale: 5,
    onLog: ({ text }) => log.push(text),
    onDeath: (reason) => deaths.push(reason),
  });
});

afterAll(async () => {
  await environment.stop();
  await rm(assembly, { recursive: true, force: true });
});

const refuses = (port: number, host: string): Promise<boolean> =>
  new Promise((resolve) => {
    const socket = connect(port, host, () => resolve(false));
    socket.once('error', () => resolve(true));
    socket.once('close', () => socket.destroy());
  });

test('every server listens on 127.0.0.1 and on nothing else', async () => {
  const { url, variables } = environment;
  for (const each of [url, variables.AWS_ENDPOINT_URL_DYNAMODB ?? '']) {
    const { hostname, port } = new URL(each);
    expect(hostname).toBe('127.0.0.1');
    expect(await refuses(Number(port), '127.0.0.1')).toBe(false);
    // A server that listens on all addresses would answer on this one too.
    expect(await refuses(Number(port), '127.0.0.2')).toBe(true);
  }
});

test.each(['crash', 'hang', 'fill-memory'])(
  'a worker that falls to %s is replaced, and its message returns by visibility',
  async (what) => {
    environment.sqs.queueByName('work.fifo')?.send([{ id: what, body: what, groupId: what }]);
    await eventually(() => log.includes(`done ${what}`));
    await eventually(() => environment.sqs.queueByName('work.fifo')?.peek().length === 0);
  },
);

test('a second environment on the same port is refused in one line', async () => {
  const { port } = environment.http;
  const second = startAwsLocal({ assembly, port });
  await expect(second).rejects.toThrow(new RegExp(`^Port ${port} of 127\\.0\\.0\\.1 is in use[^\\n]*$`));
});

test('environments run side by side, each with its own queues', async () => {
  const second = await startAwsLocal({ assembly });
  expect(second.url).not.toBe(environment.url);
  second.sqs.queueByName('work.fifo')?.send([{ id: 'x', body: 'elsewhere', groupId: 'x' }]);
  expect(environment.sqs.queueByName('work.fifo')?.peek()).toEqual([]);
  await second.stop();
});

/** Of the database itself, not the shell that watches over it: the path comes first on its command line. */
const databasePid = async (): Promise<number> => {
  const { port } = new URL(environment.variables.AWS_ENDPOINT_URL_DYNAMODB ?? '');
  const { stdout } = await promisify(execFile)('pgrep', ['-f', `^[^ ]*/dynoxide serve .*--port ${port}$`]);
  return Number(stdout);
};

test('the database is in a process group of its own, which the Ctrl-C of a terminal does not reach', async () => {
  const groupOf = async (pid: number): Promise<number> =>
    Number((await promisify(execFile)('ps', ['-o', 'pgid=', '-p', String(pid)])).stdout);

  expect(await groupOf(await databasePid())).not.toBe(await groupOf(process.pid));
});

test('the death of the database is noticed and told', async () => {
  process.kill(await databasePid(), 'SIGKILL');
  await eventually(() => deaths.length > 0);
  expect(deaths[0]).toMatch(/^dynoxide ended with code /);
});
