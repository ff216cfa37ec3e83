import { BARISTA, decide } from './kit';

const covers = (statement: object, action: string, resource: string): boolean =>
  decide(
    BARISTA,
    { action, resource, context: {} },
    { identity: [{ Effect: 'Allow', Action: '*', Resource: '*', ...statement }] },
  ).allowed;

// IAM/latest/UserGuide/reference_policies_elements_action.html
describe('actions', () => {
  test.each([
    ['sqs:SendMessage', 'sqs:SendMessage', true],
    ['SQS:sendmessage', 'sqs:SendMessage', true],
    ['sqs:*', 'sqs:SendMessage', true],
    ['sqs:Send*', 'sqs:SendMessageBatch', true],
    ['sqs:*message', 'sqs:SendMessage', true],
    ['sqs:Send?essage', 'sqs:SendMessage', true],
    ['sqs:Send?', 'sqs:SendMessage', false],
    ['sqs:SendMessage', 'sqs:SendMessageBatch', false],
    ['sns:*', 'sqs:SendMessage', false],
    ['*', 'sqs:SendMessage', true],
  ])('%s for %s: %s', (pattern, action, expected) => {
    expect(covers({ Action: pattern }, action, '*')).toBe(expected);
    expect(covers({ Action: undefined, NotAction: pattern }, action, '*')).toBe(!expected);
  });

  test('one of several suffices, and NotAction excepts each', () => {
    expect(covers({ Action: ['sqs:ReceiveMessage', 'sqs:SendMessage'] }, 'sqs:SendMessage', '*')).toBe(true);
    expect(
      covers({ Action: undefined, NotAction: ['sqs:ReceiveMessage', 'sqs:SendMessage'] }, 'sqs:SendMessage', '*'),
    ).toBe(false);
  });
});

// reference_policies_elements_resource.html, "Using wildcards in resource ARNs": its own examples of S3, and our own.
describe('resources', () => {
  const TESTS = 'arn:aws:s3:::amzn-s3-demo-bucket/*/test/*';
  test.each([
    [TESTS, 'arn:aws:s3:::amzn-s3-demo-bucket/1/test/object.jpg', true],
    [TESTS, 'arn:aws:s3:::amzn-s3-demo-bucket/1/2/test/3/object.jpg', true],
    [TESTS, 'arn:aws:s3:::amzn-s3-demo-bucket/1///test///object.jpg', true],
    [TESTS, 'arn:aws:s3:::amzn-s3-demo-bucket/1/test/.jpg', true],
    [TESTS, 'arn:aws:s3:::amzn-s3-demo-bucket//test/object.jpg', true],
    [TESTS, 'arn:aws:s3:::amzn-s3-demo-bucket/1/test/', true],
    [TESTS, 'arn:aws:s3:::amzn-s3-demo-bucket/1-test/object.jpg', false],
    [TESTS, 'arn:aws:s3:::amzn-s3-demo-bucket/test/object.jpg', false],
    [TESTS, 'arn:aws:s3:::amzn-s3-demo-bucket/1/2/test.jpg', false],
    ['arn:aws:sqs:us-east-1:0:Orders', 'arn:aws:sqs:us-east-1:0:orders', false],
    ['arn:aws:sqs:us-east-1:0:order?', 'arn:aws:sqs:us-east-1:0:orders', true],
    ['arn:aws:sqs:us-east-1:0:order?', 'arn:aws:sqs:us-east-1:0:order', false],
    ['arn:aws:sqs:us-east-1:0:order?', 'arn:aws:sqs:us-east-1:0:order☕', true],
    ['arn:aws:sqs:*:0:orders', 'arn:aws:sqs:us-east-1:0:orders', true],
    ['arn:aws:sqs:us-*-1:0:orders', 'arn:aws:sqs:us-east-1:0:orders', true],
    ['arn:aws:sqs:us-*-1:0:orders', 'arn:aws:sqs:eu-west-1:0:orders', false],
    ['arn:aws:logs:us-east-1:0:log-group:/aws/*:*', 'arn:aws:logs:us-east-1:0:log-group:/aws/a:log-stream:b', true],
    ['arn:aws:s3:::bucket/*/end', 'arn:aws:s3:::bucket/a:b/end', true],
    ['arn:aws:lambda:us-east-1:0:function:*-orders:prod', 'arn:aws:lambda:us-east-1:0:function:a:b-orders:prod', true],
    ['*', '*', true],
    ['arn:aws:sqs:us-east-1:0:*', '*', false],
  ])('%s for %s: %s', (pattern, resource, expected) => {
    expect(covers({ Resource: pattern }, 's3:GetObject', resource)).toBe(expected);
    expect(covers({ Resource: undefined, NotResource: pattern }, 's3:GetObject', resource)).toBe(!expected);
  });

  // "If the * wildcard is the last character of a resource ARN segment, it can expand to match beyond the colon boundaries."
  test.each([
    ['arn:aws:sqs:*', 'arn:aws:sqs:us-east-1:0:orders', true],
    ['arn:aws:sqs:*:orders', 'arn:aws:sqs:us-east-1:0:orders', true],
    ['arn:aws:sqs:*:orders', 'arn:aws:sqs:us-east-1:0:payments', false],
    ['arn:aws:sqs:us-*:orders', 'arn:aws:sqs:us-east-1:0:orders', true],
    ['arn:aws:states:*:*:a:b', 'arn:aws:states:us-east-1:0:x:a:b', true],
    ['arn:aws:sqs:u*t-1:0:orders', 'arn:aws:sqs:us-east-1:0:orders', true],
    ['arn:aws:sqs:u*t-1:0:orders', 'arn:aws:sqs:u:t-1:0:orders', false],
    ['arn:aws:*:*:*:*orders', 'arn:aws:sqs:us-east-1:0:orders', true],
  ])('%s reaches over colons in %s only where a * ends its part: %s', (pattern, resource, expected) => {
    expect(covers({ Resource: pattern }, 'sqs:SendMessage', resource)).toBe(expected);
  });

  test('a pattern of many wildcards takes as little time as any', () => {
    const pattern = `arn:aws:sqs:us-east-1:0:${'*a'.repeat(40)}b`;
    expect(covers({ Resource: pattern }, 'sqs:SendMessage', `arn:aws:sqs:us-east-1:0:${'a'.repeat(300)}`)).toBe(false);
  });
});
