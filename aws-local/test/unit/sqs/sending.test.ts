import type { SendEntry } from '../../../src/sqs/engine';
import { md5OfMessageAttributes, selectMessageAttributes } from '../../../src/sqs/message-attributes';
import { counts, received, SECOND, shopQueues } from './shop-queues';

const entry = (id: string, more: Partial<SendEntry> = {}): SendEntry => ({ id, body: 'order', ...more });
const refusal = (code: string, part: string) =>
  expect.objectContaining({ code, message: expect.stringContaining(part) });

describe('a message', () => {
  it.each<[string, Partial<SendEntry>, string, string]>([
    ['is empty', { body: '' }, 'MissingParameter', 'MessageBody'],
    ['has a control character', { body: 'a\u0000b' }, 'InvalidMessageContents', 'outside the allowed set'],
    ['has half of a surrogate pair', { body: 'a\ud800' }, 'InvalidMessageContents', 'outside the allowed set'],
    ['is longer than 1 MiB', { body: 'x'.repeat(1_048_577) }, 'InvalidParameterValue', 'shorter than 1048576 bytes'],
    ['has a group id of 129 characters', { groupId: 'g'.repeat(129) }, 'InvalidParameterValue', 'MessageGroupId'],
    ['has a group id with a space', { groupId: 'shop 1' }, 'InvalidParameterValue', 'Value shop 1'],
    ['has a delay over 15 minutes', { delaySeconds: 901 }, 'InvalidParameterValue', 'DelaySeconds'],
    ['has an attribute without a value', attribute('shop', 'String', ''), 'InvalidParameterValue', "'shop'"],
    ['has an attribute of no known type', attribute('shop', 'Text', 'x'), 'InvalidParameterValue', "'Text'"],
    ['has a number that is none', attribute('total', 'Number', 'much'), 'InvalidParameterValue', "'much'"],
    ['has an attribute of a reserved name', attribute('AWS.x', 'String', 'x'), 'InvalidParameterValue', "'AWS.x'"],
  ])('is refused when it %s', (_, more, code, part) => {
    const queue = shopQueues().standard('orders');
    expect(() => queue.sendMessage({ body: 'order', ...more })).toThrow(refusal(code, part));
    expect(counts(queue).visible).toBe(0);
  });

  it('may be 1 MiB long, fill a group id of 128 characters and use every punctuation mark', () => {
    const queue = shopQueues().fifo('orders');
    const groupId = '!"#$%&\'()*+,-./:;<=>?@[\\]^_`{|}~'.padEnd(128, 'g');
    expect(() => queue.sendMessage({ body: 'x'.repeat(1_048_576), groupId })).not.toThrow();
  });

  it('has no more than ten attributes, and they count against the size', () => {
    const queue = shopQueues().standard('orders', { MaximumMessageSize: '1024' });
    const eleven = Object.assign({}, ...Array.from({ length: 11 }, (_, n) => attributes(`a${n}`, 'String', 'x')));
    expect(() => queue.sendMessage({ body: 'x', messageAttributes: eleven })).toThrow('[11]');
    const large = attributes('shop', 'String', 'x'.repeat(1000));
    expect(() => queue.sendMessage({ body: 'x'.repeat(24), messageAttributes: large })).toThrow('1024 bytes');
  });

  it('on a standard queue may carry a group, and its own delay', async () => {
    const { clock, standard } = shopQueues();
    const queue = standard('orders', { DelaySeconds: '60' });
    queue.sendMessage({ body: 'now', groupId: 'tenant-1', delaySeconds: 0 });
    queue.sendMessage({ body: 'soon', delaySeconds: 5 });
    queue.sendMessage({ body: 'later' });
    expect(counts(queue)).toEqual({ visible: 1, inFlight: 0, delayed: 2 });
    clock.advance(5 * SECOND);
    expect(await received(queue)).toEqual(['now', 'soon']);
  });

  it('on a FIFO queue needs a group and a deduplication id, and has no delay of its own', () => {
    const { fifo } = shopQueues();
    const queue = fifo('orders', { ContentBasedDeduplication: 'false' });
    const deduplicationId = 'event-1';
    expect(() => queue.sendMessage({ body: 'order', deduplicationId })).toThrow(
      refusal('MissingParameter', 'MessageGroupId'),
    );
    expect(() => queue.sendMessage({ body: 'order', groupId: 'shop1' })).toThrow(
      refusal('InvalidParameterValue', 'ContentBasedDeduplication'),
    );
    expect(() => queue.sendMessage({ body: 'order', groupId: 'shop1', deduplicationId, delaySeconds: 5 })).toThrow(
      refusal('InvalidParameterValue', 'not valid for this queue type'),
    );
  });
});

describe('a batch of messages', () => {
  it('takes the good entries and names the bad ones', () => {
    const queue = shopQueues().fifo('orders');
    const result = queue.send([entry('good', { groupId: 'shop1' }), entry('bad', { groupId: 'g'.repeat(129) })]);
    expect(result.successful).toMatchObject([{ id: 'good', sequenceNumber: expect.stringMatching(/^\d{20}$/) }]);
    expect(result.failed).toMatchObject([{ id: 'bad', code: 'InvalidParameterValue', senderFault: true }]);
    expect(counts(queue).visible).toBe(1);
  });

  it('is refused as a whole when an entry has no group', () => {
    const queue = shopQueues().fifo('orders');
    expect(() => queue.send([entry('a', { groupId: 'shop1' }), entry('b')])).toThrow('MessageGroupId');
    expect(counts(queue).visible).toBe(0);
  });

  it.each<[string, SendEntry[], string]>([
    ['nothing', [], 'EmptyBatchRequest'],
    ['eleven entries', Array.from({ length: 11 }, (_, n) => entry(`e${n}`)), 'TooManyEntriesInBatchRequest'],
    ['an id twice', [entry('a'), entry('a')], 'BatchEntryIdsNotDistinct'],
    ['an id with a dot', [entry('a.b')], 'InvalidBatchEntryId'],
    ['an id of 81 characters', [entry('a'.repeat(81))], 'InvalidBatchEntryId'],
    ['more than 1 MiB in all', ['a', 'b'].map((id) => entry(id, { body: 'x'.repeat(524_289) })), 'BatchRequestTooLong'],
  ])('is refused with %s', (_, entries, code) => {
    const queue = shopQueues().standard('orders');
    expect(() => queue.send(entries)).toThrow(expect.objectContaining({ code }));
    expect(counts(queue).visible).toBe(0);
  });
});

describe('billing', () => {
  it('counts a batch once, and each started 64 KiB of it', async () => {
    const { engine, standard } = shopQueues();
    const queue = standard('orders');
    queue.send([entry('a'), entry('b')]);
    queue.send([entry('c', { body: 'x'.repeat(64 * 1024 + 1) })]);
    queue.sendMessage({ body: 'x' });
    const messages = await queue.receive({ maxMessages: 10 });
    queue.delete(messages.map(({ receiptHandle }, n) => ({ id: `m${n}`, receiptHandle })));
    expect(engine.requests).toEqual({ SendMessageBatch: 3, SendMessage: 1, ReceiveMessage: 1, DeleteMessageBatch: 1 });
  });
});

describe('message attributes', () => {
  it('have the digest that AWS gives them', () => {
    expect(md5OfMessageAttributes(attributes('timestamp', 'Number', '1493147359900'))).toBe(
      '235c5c510d26fb653d073faed50ae77c',
    );
    expect(md5OfMessageAttributes({})).toBeUndefined();
  });

  it('are picked by name, by prefix, or all', () => {
    const all = {
      ...attributes('shop.id', 'String', '1'),
      ...attributes('shop.city', 'String', 'x'),
      ...attributes('bean', 'String', 'y'),
    };
    const picked = (...names: string[]): string[] => Object.keys(selectMessageAttributes(all, names));
    expect(picked('bean')).toEqual(['bean']);
    expect(picked('shop.*')).toEqual(['shop.id', 'shop.city']);
    expect(picked('All')).toEqual(['shop.id', 'shop.city', 'bean']);
    expect(picked()).toEqual([]);
  });
});

function attributes(name: string, DataType: string, StringValue: string) {
  return { [name]: { DataType, StringValue } };
}

function attribute(name: string, dataType: string, value: string): Partial<SendEntry> {
  return { messageAttributes: attributes(name, dataType, value) };
}
