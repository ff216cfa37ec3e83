import { allow, arnOf, HandMadeStack, role } from './hand-made-stack';

const stack = new HandMadeStack();
afterEach(() => stack.stop());

/** Puts an item without any SDK: by an address or by options, the body in pieces, and waits for the request's end. */
const CODE = `
const http = require('node:http');
const put = (TableName, form) =>
  new Promise((done, fail) => {
    const headers = { 'X-Amz-Target': 'DynamoDB_20120810.PutItem', 'Content-Type': 'application/x-amz-json-1.0', Authorization: process.env.AUTHORIZATION, 'X-Amz-Date': '20261201T000000Z' };
    const { hostname, port, href } = new URL(process.env.AWS_ENDPOINT_URL_DYNAMODB);
    const answered = (response) => {
      const chunks = [];
      response.on('data', (chunk) => chunks.push(chunk));
      response.on('end', () => done(response.statusCode + ' ' + (JSON.parse(Buffer.concat(chunks)).__type ?? 'put') + ' ' + ended));
    };
    let ended = 'not ended';
    const request = form === 'address' ? http.request(href, { method: 'POST', headers }, answered) : http.request({ hostname, port, method: 'POST', path: '/', headers }, answered);
    request.on('error', fail);
    const text = JSON.stringify({ TableName, Item: { PK: { S: 'é' } } });
    request.write(text.slice(0, 20));
    request.write(Buffer.from(text.slice(20, 40)), () => undefined);
    request.end(text.slice(40), 'utf8', () => { ended = 'ended'; });
  });
exports.handler = async () => {
  const ends = [];
  for (const form of ['address', 'options']) for (const table of ['orders', 'other', 'orders']) ends.push(await put(table, form));
  return ends;
};`;

const table = (TableName: string) => ({
  Type: 'AWS::DynamoDB::Table',
  Properties: {
    TableName,
    BillingMode: 'PAY_PER_REQUEST',
    KeySchema: [{ AttributeName: 'PK', KeyType: 'HASH' }],
    AttributeDefinitions: [{ AttributeName: 'PK', AttributeType: 'S' }],
  },
});

test('requests of any form are judged, with bodies in pieces, and nobody waits in vain', async () => {
  const aws = await stack.start({
    Role: role('lambda.amazonaws.com', allow('dynamodb:PutItem', arnOf('Orders'))),
    Orders: table('orders'),
    Other: table('other'),
    Putter: {
      Type: 'AWS::Lambda::Function',
      Properties: {
        FunctionName: 'putter',
        Runtime: 'nodejs24.x',
        Handler: 'index.handler',
        Timeout: 20,
        Role: arnOf('Role'),
        Environment: {
          Variables: {
            AUTHORIZATION:
              'AWS4-HMAC-SHA256 Credential=x/20261201/us-east-1/dynamodb/aws4_request, SignedHeaders=host, Signature=0',
          },
        },
        Code: { ZipFile: CODE },
      },
    },
  });
  const put = '200 put ended';
  const denied = '400 com.amazon.coral.service#AccessDeniedException ended';
  expect(await aws.lambda.invoke('putter', {})).toEqual([put, denied, put, put, denied, put]);
  expect(aws.access.denials).toHaveLength(2);
});
