import {
  functionLogRequests,
  mappingPollRequests,
  pipeSourceRequests,
  pipeTargetRequests,
  ruleDeliveryRequests,
  ruleToBusRequests,
  subscriptionDeliveryRequests,
} from '../../../../src/iam/requests/service-requests';
import { AT_HOME, GLOBAL, keysOf } from './shop-calls';

const QUEUE = 'arn:aws:sqs:us-east-1:000000000000:orders';
const FUNCTION = 'arn:aws:lambda:us-east-1:000000000000:function:payment:live';
const TOPIC = 'arn:aws:sns:us-east-1:000000000000:news';
const BUS = 'arn:aws:events:us-east-1:000000000000:event-bus/shop';
const RULE = 'arn:aws:events:us-east-1:000000000000:rule/shop/orders';

const POLLING = ['sqs:ReceiveMessage', 'sqs:DeleteMessage', 'sqs:GetQueueAttributes'];

test('a mapping and a pipe receive and delete as their role', () => {
  const expected = POLLING.map((action) => ({ action, resource: QUEUE, context: GLOBAL }));
  expect(mappingPollRequests(QUEUE, AT_HOME)).toEqual(expected);
  expect(pipeSourceRequests(QUEUE, AT_HOME)).toEqual(expected);
});

test.each([
  [QUEUE, 'sqs:SendMessage'],
  [FUNCTION, 'lambda:InvokeFunction'],
  [TOPIC, 'sns:Publish'],
])('delivery to %s needs %s', (target, action) => {
  expect(pipeTargetRequests(target, AT_HOME)).toEqual([{ action, resource: target, context: GLOBAL }]);
  const [byRule] = ruleDeliveryRequests(RULE, target, AT_HOME);
  expect(byRule).toEqual({
    action,
    resource: target,
    context: {
      'aws:securetransport': 'true',
      'aws:requestedregion': 'us-east-1',
      'aws:principalisawsservice': 'true',
      'aws:principalservicename': 'events.amazonaws.com',
      'aws:sourcearn': RULE,
      'aws:sourceaccount': '000000000000',
    },
  });
});

test('a topic delivers as the service, with itself as the source', () => {
  const [request] = subscriptionDeliveryRequests(TOPIC, QUEUE, AT_HOME);
  expect(request).toMatchObject({ action: 'sqs:SendMessage', resource: QUEUE });
  expect(request?.context).toMatchObject({ 'aws:principalservicename': 'sns.amazonaws.com', 'aws:sourcearn': TOPIC });
});

test('events reach a bus from a pipe directly, from a rule as forwarded ones', () => {
  const events = [{ source: 'shop.payment', detailType: 'Order Charged' }];
  const [direct] = pipeTargetRequests(BUS, AT_HOME, events);
  expect([direct?.action, direct?.resource]).toEqual(['events:PutEvents', BUS]);
  expect(keysOf(direct)).toEqual({
    'events:source': ['shop.payment'],
    'events:detail-type': ['Order Charged'],
    'events:eventbusinvocation': 'false',
  });
  expect(keysOf(ruleToBusRequests(BUS, AT_HOME, events)[0])['events:eventbusinvocation']).toBe('true');
});

test('a function writes to its stream', () => {
  const stream = 'arn:aws:logs:us-east-1:000000000000:log-group:/aws/lambda/payment:log-stream:s';
  expect(functionLogRequests('/aws/lambda/payment', 's', AT_HOME)).toEqual(
    ['logs:CreateLogStream', 'logs:PutLogEvents'].map((action) => ({ action, resource: stream, context: GLOBAL })),
  );
});

test('a target that nothing here delivers to is named', () => {
  const target = 'arn:aws:states:us-east-1:000000000000:stateMachine:x';
  expect(() => ruleDeliveryRequests(RULE, target, AT_HOME)).toThrow(
    `targetArn must be the ARN of a queue, a function or a topic, got ${target}`,
  );
});
