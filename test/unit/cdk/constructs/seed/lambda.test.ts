import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { CloudFormationCustomResourceEvent } from 'aws-lambda';

type Item = { PK: { S: string } } & Record<string, unknown>;

/** Plays DynamoDB's PutItem on `/` and CloudFormation's answer URL on `/answer`. */
const tables = new Map<string, Map<string, Item>>();
const answers: { contentType: string | undefined; body: Record<string, unknown> }[] = [];
let answerStatus = 200;

const server = createServer(async (request, response) => {
  const text = (await request.toArray()).join('');
  if (request.url === '/answer') takeAnswer(request, response, text);
  else putItem(response, text);
});

const takeAnswer = (request: IncomingMessage, response: ServerResponse, text: string): void => {
  answers.push({ contentType: request.headers['content-type'], body: JSON.parse(text) });
  response.writeHead(answerStatus).end();
};

const putItem = (response: ServerResponse, text: string): void => {
  const put: { TableName: string; Item: Item; ConditionExpression: string } = JSON.parse(text);
  const table = tables.get(put.TableName);
  const refused = !table
    ? 'com.amazonaws.dynamodb.v20120810#ResourceNotFoundException'
    : put.ConditionExpression === 'attribute_not_exists(PK)' && table.has(put.Item.PK.S)
      ? 'com.amazonaws.dynamodb.v20120810#ConditionalCheckFailedException'
      : undefined;
  if (!refused) table?.set(put.Item.PK.S, put.Item);
  response.writeHead(refused ? 400 : 200, { 'content-type': 'application/x-amz-json-1.0' });
  response.end(JSON.stringify(refused ? { __type: refused, message: 'refused' } : {}));
};

let url = '';
let handler: (event: CloudFormationCustomResourceEvent) => Promise<void>;

beforeAll(async () => {
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  process.env.AWS_ENDPOINT_URL_DYNAMODB = url;
  ({ handler } = await import('../../../../../cdk/constructs/seed/lambda'));
});

afterAll(() => {
  delete process.env.AWS_ENDPOINT_URL_DYNAMODB;
  server.closeAllConnections();
  return new Promise((closed) => server.close(closed));
});

beforeEach(() => {
  answerStatus = 200;
  answers.length = 0;
  tables.clear();
  for (const name of ['config', 'counters']) tables.set(name, new Map());
});

const request = (
  type: 'Create' | 'Update' | 'Delete',
  named: Record<string, string> = {},
): CloudFormationCustomResourceEvent => {
  const properties = { ServiceToken: 'seed', ConfigTableName: 'config', CounterTableName: 'counters', ...named };
  const common = {
    ServiceToken: 'seed',
    ResponseURL: `${url}/answer`,
    StackId: 'stack',
    RequestId: 'request',
    LogicalResourceId: 'Seed',
    ResourceType: 'Custom::TableSeed',
    ResourceProperties: properties,
  };
  if (type === 'Create') return { ...common, RequestType: type };
  const made = { ...common, PhysicalResourceId: 'table-seed' };
  return type === 'Delete'
    ? { ...made, RequestType: type }
    : { ...made, RequestType: type, OldResourceProperties: properties };
};

const answered = {
  PhysicalResourceId: 'table-seed',
  StackId: 'stack',
  RequestId: 'request',
  LogicalResourceId: 'Seed',
};

describe('the seed of the tables', () => {
  it('writes config and stock when the stack is made', async () => {
    await handler(request('Create'));

    expect([...(tables.get('config')?.keys() ?? [])].sort()).toEqual(['config', 'menu', 'order-processor']);
    expect(tables.get('counters')?.get('stock#astoria#p32')).toMatchObject({
      available: { N: '10000' },
      sold: { N: '0' },
    });
    expect(answers).toEqual([
      {
        // CloudFormation signs the URL for an empty content type.
        contentType: '',
        body: { ...answered, Status: 'SUCCESS', Data: { ConfigItemsWritten: 3, CounterItemsWritten: 240 } },
      },
    ]);
  });

  it('leaves what is sold sold when the stack is updated, and adds what is missing', async () => {
    const sold = { PK: { S: 'stock#astoria#p32' }, available: { N: '7' }, sold: { N: '9993' } };
    tables.get('counters')?.set('stock#astoria#p32', sold);

    await handler(request('Update'));

    expect(tables.get('counters')?.get('stock#astoria#p32')).toBe(sold);
    expect(answers[0]?.body).toMatchObject({ ...answered, Status: 'SUCCESS', Data: { CounterItemsWritten: 239 } });
  });

  it('touches nothing when the stack is deleted', async () => {
    await handler(request('Delete'));

    expect(tables.get('counters')?.size).toBe(0);
    expect(answers[0]?.body).toEqual({ ...answered, Status: 'SUCCESS' });
  });

  it('fails with table and item when a write fails', async () => {
    tables.delete('counters');

    await handler(request('Create'));

    expect(answers[0]?.body).toMatchObject({
      ...answered,
      Status: 'FAILED',
      Reason: expect.stringMatching(/^counters, item stock#lower-manhattan#p\d+: refused$/),
    });
  });

  it('fails with the property that names no table', async () => {
    await handler(request('Create', { CounterTableName: '' }));

    expect(answers[0]?.body).toMatchObject({
      Status: 'FAILED',
      Reason: 'CounterTableName "": must be a table\'s name',
    });
  });

  it('throws when CloudFormation does not take the answer, so that Lambda tries again', async () => {
    answerStatus = 503;

    await expect(handler(request('Create'))).rejects.toThrow('CloudFormation refused the answer of Seed: HTTP 503');
  });
});
