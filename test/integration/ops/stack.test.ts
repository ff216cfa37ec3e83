import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { findVariables } from '../../../ops/target/variables';

/** CloudFormation as far as DescribeStacks goes, in its own protocol (Query in, XML out). */
const cloudFormation = async (outputs: Readonly<Record<string, string>>) => {
  const asked: string[] = [];
  const server = createServer(async (request, response) => {
    const body = Buffer.concat(await request.toArray()).toString();
    asked.push(body);
    const isKnown = new URLSearchParams(body).get('StackName') === 'prod';
    const members = Object.entries(outputs)
      .map(([key, value]) => `<member><OutputKey>${key}</OutputKey><OutputValue>${value}</OutputValue></member>`)
      .join('');
    response.writeHead(isKnown ? 200 : 400, { 'content-type': 'text/xml' });
    response.end(
      isKnown
        ? `<DescribeStacksResponse xmlns="http://cloudformation.amazonaws.com/doc/2010-05-15/"><DescribeStacksResult><Stacks><member><StackName>prod</StackName><CreationTime>2026-11-24T00:00:00Z</CreationTime><StackStatus>CREATE_COMPLETE</StackStatus><Outputs>${members}</Outputs></member></Stacks></DescribeStacksResult></DescribeStacksResponse>`
        : '<ErrorResponse xmlns="http://cloudformation.amazonaws.com/doc/2010-05-15/"><Error><Type>Sender</Type><Code>ValidationError</Code><Message>Stack with id prd does not exist</Message></Error></ErrorResponse>',
    );
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return { url: `http://127.0.0.1:${port}`, asked, close: () => new Promise((resolve) => server.close(resolve)) };
};

const ENDPOINT = 'AWS_ENDPOINT_URL_CLOUDFORMATION';
let aws: Awaited<ReturnType<typeof cloudFormation>>;
beforeAll(async () => {
  aws = await cloudFormation({
    OrdersTableName: 'prod-orders',
    PaymentDeadLetterQueueUrl: 'https://sqs/1/prod-dlq.fifo',
  });
  process.env[ENDPOINT] = aws.url;
});
afterAll(async () => {
  delete process.env[ENDPOINT];
  await aws.close();
});

const of = (stack: string) =>
  findVariables({ stack, environment: { ORDERS_TABLE_NAME: 'elsewhere' }, defaultFile: '/nowhere' });

test('--stack takes the names from the outputs of the stack, whatever the environment says', async () => {
  expect(await of('prod')).toEqual({
    origin: 'stack prod',
    variables: { ORDERS_TABLE_NAME: 'prod-orders', PAYMENT_DEAD_LETTER_QUEUE_URL: 'https://sqs/1/prod-dlq.fifo' },
  });
  expect(new URLSearchParams(aws.asked[0]).get('Action')).toBe('DescribeStacks');
});

test('a stack that does not exist is what AWS says of it', async () => {
  await expect(of('prd')).rejects.toThrow('Stack with id prd does not exist');
});
