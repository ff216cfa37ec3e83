import assert from 'node:assert/strict';
import {
  type Message,
  type MessageAttributeValue,
  type MessageSystemAttributeName,
  ReceiveMessageCommand,
  SendMessageCommand,
  type SendMessageCommandInput,
} from '@aws-sdk/client-sqs';
import { type Behaviour, RECORDED } from './behaviour';
import { attributeOf, type QueueUnderTest } from './queue-under-test';
import { refusedWith } from './refusal';
import { redriveTo, type Side } from './side';

const TRACE = 'Root=1-5759e988-bd862e3fe1be46a994272793;Parent=53995c3f42cd8ad8;Sampled=1';

const text = (StringValue: string): MessageAttributeValue => ({ DataType: 'String', StringValue });
const send = (side: Side, queue: QueueUnderTest, more: Partial<SendMessageCommandInput>) =>
  side.sqs.send(new SendMessageCommand({ QueueUrl: queue.url, MessageBody: 'msg', ...more }));
const sendWith = (side: Side, queue: QueueUnderTest, attributes: Record<string, MessageAttributeValue>) =>
  send(side, queue, { MessageAttributes: attributes });

/** One receive that leaves the message visible. */
const receiveWith = async (
  side: Side,
  queue: QueueUnderTest,
  names: { message?: string[]; system?: string[] },
): Promise<Message> => {
  const { Messages: [message] = [] } = await side.sqs.send(
    new ReceiveMessageCommand({
      QueueUrl: queue.url,
      VisibilityTimeout: 0,
      WaitTimeSeconds: 1,
      MessageAttributeNames: names.message,
      MessageSystemAttributeNames: names.system as MessageSystemAttributeName[] | undefined,
    }),
  );
  assert.ok(message, 'a message is received');
  return message;
};

/** What senders write on messages beside their bodies. */
export const messageAttributes: readonly Behaviour[] = [
  {
    name: 'message attributes come as they are asked for: by name, by a prefix before .*, all by All, * or .*',
    source: `${RECORDED}::test_receive_message_message_attribute_names_filters`,
    async run(side) {
      const queue = await side.queue();
      await sendWith(side, queue, { 'Help.Me': text('Me'), Hello: text('There'), General: text('Kenobi') });
      const named = async (...names: string[]) =>
        Object.keys((await receiveWith(side, queue, { message: names })).MessageAttributes ?? {}).sort();
      const all = ['General', 'Hello', 'Help.Me'];
      for (const name of ['All', '*', '.*']) assert.deepEqual(await named(name), all, name);
      assert.deepEqual(await named('Hello', 'General', 'Foo'), ['General', 'Hello']);
      assert.deepEqual(await named('Hel.*'), ['Hello', 'Help.Me']);
      assert.deepEqual(await named('Help', 'Foo'), []);
    },
  },
  {
    name: 'without a name for them, and for names that no attribute can have, no message attributes come',
    source: `${RECORDED}::test_receive_message_message_attribute_names_filters (empty filter, illegal names)`,
    async run(side) {
      const queue = await side.queue();
      await sendWith(side, queue, { Hello: text('There') });
      for (const names of [[], ['AWS.'], ['..foo']]) {
        const message = await receiveWith(side, queue, { message: names });
        assert.equal(message.MessageAttributes, undefined);
        assert.equal(message.MD5OfMessageAttributes, undefined);
      }
    },
  },
  {
    name: 'the digest of the attributes is that of those which are received',
    source: `${RECORDED}::test_receive_message_message_attribute_names_filters (MD5OfMessageAttributes)`,
    async run(side) {
      const queue = await side.queue();
      const attributes = { 'Help.Me': text('Me'), Hello: text('There'), General: text('Kenobi') };
      const { MD5OfMessageAttributes } = await sendWith(side, queue, attributes);
      assert.equal(MD5OfMessageAttributes, '4c360f3fdafd970e05fae2f149d997f5');
      const digest = async (...names: string[]) =>
        (await receiveWith(side, queue, { message: names })).MD5OfMessageAttributes;
      assert.equal(await digest('Hello', 'General'), 'fca026605781cb4126a1e9044df24232');
      assert.equal(await digest('Hel.*'), '83fee93c1bcd8b9a5a923ffacdc636c7');
    },
  },
  {
    name: 'an attribute of type Binary comes back byte by byte, under the digest of its bytes',
    source: `${RECORDED}::test_send_message_with_binary_attributes`,
    async run(side) {
      const queue = await side.queue();
      const BinaryValue = Buffer.from('traceparent\u001e00-774062d6c37081a5a0b9b5b88e30627c-2d2482211f6489da-01');
      const sent = await sendWith(side, queue, { attr1: { DataType: 'Binary', BinaryValue } });
      assert.equal(sent.MD5OfMessageAttributes, '8cbe4db156db8a94db8b801b7addb984');
      const { MessageAttributes } = await receiveWith(side, queue, { message: ['All'] });
      assert.deepEqual(Buffer.from(MessageAttributes?.attr1?.BinaryValue ?? []), BinaryValue);
    },
  },
  {
    name: 'a number may have its own kind of type, which comes back',
    source: 'SQS sqs-message-metadata.html (custom data types)',
    async run(side) {
      const queue = await side.queue();
      const weight = { DataType: 'Number.grams', StringValue: '18.5' };
      await sendWith(side, queue, { weight });
      assert.deepEqual((await receiveWith(side, queue, { message: ['weight'] })).MessageAttributes, { weight });
      await refusedWith(
        'InvalidParameterValue',
        sendWith(side, queue, { weight: { ...weight, StringValue: 'heavy' } }),
      );
    },
  },
  {
    name: 'an attribute’s name may have letters beyond ASCII',
    source: `${RECORDED}::test_send_message_with_invalid_string_attributes (attr.1øßä)`,
    async run(side) {
      const queue = await side.queue();
      await sendWith(side, queue, { 'attr.1øßä': text('Valid') });
      const { MessageAttributes } = await receiveWith(side, queue, { message: ['All'] });
      assert.deepEqual(MessageAttributes, { 'attr.1øßä': text('Valid') });
    },
  },
  {
    name: 'an attribute’s name has no other signs, no dot at its ends, 256 characters at most, and is not AWS’s',
    source: `${RECORDED}::test_send_message_with_invalid_string_attributes; SQS sqs-message-metadata.html (names)`,
    async run(side) {
      const queue = await side.queue();
      const bad = ['aWs.x', 'AMAZON.x', '.x', 'x.', 'x..x', 'x!x', 'x"x', 'x§x', 'x(x', 'x?x', 'L'.repeat(257)];
      for (const name of bad)
        await refusedWith('InvalidParameterValue', sendWith(side, queue, { [name]: text('Valid') }));
    },
  },
  {
    name: 'an attribute’s value has no control characters and is not empty',
    source: `${RECORDED}::test_send_message_with_invalid_string_attributes; ${RECORDED}::test_send_message_with_empty_string_attribute`,
    async run(side) {
      const queue = await side.queue();
      for (const value of ['Invalid-\u0008', 'Invalid-\u000b', '']) {
        await refusedWith(/^Invalid/, sendWith(side, queue, { attr1: text(value) }));
      }
    },
  },
  {
    name: 'an attribute’s type is String, Number or Binary, with a label of its own, 256 characters at most',
    source: `${RECORDED}::test_send_message_with_invalid_string_attributes; API MessageAttributeValue`,
    async run(side) {
      const queue = await side.queue();
      for (const DataType of ['Invalid', 'string', `String.${'L'.repeat(256)}`]) {
        const attribute = { DataType, StringValue: 'Valid' };
        await refusedWith('InvalidParameterValue', sendWith(side, queue, { attribute }));
      }
      await sendWith(side, queue, { attribute: { DataType: 'String.label', StringValue: 'Valid' } });
    },
  },
  {
    name: 'a message has ten attributes at most, which count against its size',
    source: 'SQS sqs-message-metadata.html; SQS quotas-messages.html (message attributes)',
    async run(side) {
      const queue = await side.queue({ MaximumMessageSize: '1024' });
      const attributes = (count: number) =>
        Object.fromEntries(Array.from({ length: count }, (_, at) => [`a${at}`, text('x')]));
      await sendWith(side, queue, attributes(10));
      await refusedWith('InvalidParameterValue', sendWith(side, queue, attributes(11)));
      await refusedWith('InvalidParameterValue', sendWith(side, queue, { big: text('x'.repeat(1024)) }));
    },
  },
  {
    name: 'system attributes come as they are asked for, and an unknown one is refused',
    source: `${RECORDED}::test_receive_message_message_system_attribute_names_filters`,
    async run(side) {
      const queue = await side.queue();
      await send(side, queue, {});
      const named = async (...system: string[]) =>
        Object.keys((await receiveWith(side, queue, { system })).Attributes ?? {}).sort();
      const times = ['ApproximateFirstReceiveTimestamp', 'ApproximateReceiveCount'];
      assert.deepEqual(await named('All'), [...times, 'SenderId', 'SentTimestamp']);
      assert.deepEqual(await named('SenderId'), ['SenderId']);
      assert.equal((await receiveWith(side, queue, {})).Attributes, undefined);
    },
  },
  {
    name: 'the header X-Amzn-Trace-Id of a send becomes its message’s AWSTraceHeader',
    source: `${RECORDED}::test_aws_trace_header_propagation`,
    async run(side) {
      const queue = await side.queue();
      const command = new SendMessageCommand({ QueueUrl: queue.url, MessageBody: 'traced' });
      command.middlewareStack.add(
        (next) => (args) => {
          (args.request as { headers: Record<string, string> }).headers['X-Amzn-Trace-Id'] = TRACE;
          return next(args);
        },
        { step: 'build', name: 'trace' },
      );
      await side.sqs.send(command);
      assert.equal(attributeOf((await queue.receive())[0], 'AWSTraceHeader'), TRACE);
    },
  },
  {
    name: 'a trace header, and the message attributes, go into the dead-letter queue with their message',
    source: `${RECORDED}::test_dead_letter_queue_message_attributes`,
    async run(side) {
      const deadLetters = await side.queue();
      const queue = await side.queue(redriveTo(deadLetters, 1));
      await send(side, queue, {
        MessageAttributes: { MyAttribute: text('foobar') },
        MessageSystemAttributes: { AWSTraceHeader: text(TRACE) },
      });
      const [first] = await queue.receive();
      assert.equal(first?.MD5OfMessageAttributes, 'adb59cd4678ea5a855436b949cd07ab6');
      await queue.giveBack(first ? [first] : []);
      assert.deepEqual(await queue.receive(), []);
      const [letter] = await deadLetters.receive();
      assert.equal(attributeOf(letter, 'AWSTraceHeader'), TRACE);
      assert.deepEqual(letter?.MessageAttributes, { MyAttribute: text('foobar') });
      assert.equal(letter?.MD5OfMessageAttributes, 'adb59cd4678ea5a855436b949cd07ab6');
    },
  },
];
