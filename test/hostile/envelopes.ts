import { ORDER_MANAGER_SOURCE } from '../../contracts/events/order-manager';
import { type ForQueue, QUEUES } from './hostile-event';
import { soundDetail } from './sound';

const DAY_MS = 86_400_000;

/** Bodies of messages that come past the bus, where nobody has checked that they are events at all. */
const bodies = (orderId: string, shopId: string, nowMs: number): readonly (readonly [what: string, body: string])[] => {
  const time = new Date(nowMs).toISOString();
  const detail = soundDetail('Order Cancelled', { orderId, shopId, timestamp: time });
  const sound = { id: `bus-${orderId}`, 'detail-type': 'Order Cancelled', source: ORDER_MANAGER_SOURCE, time, detail };
  const { id: _id, ...withoutId } = sound;
  const { time: _time, ...withoutTime } = sound;
  const { source: _source, ...withoutSource } = sound;
  const { detail: _detail, ...withoutDetail } = sound;
  const { 'detail-type': _type, ...withoutType } = sound;
  const json = JSON.stringify(sound);
  const having = (more: object): string => JSON.stringify({ ...sound, ...more });
  return [
    ['a text', `two espressos for ${orderId}`],
    ['an XML document', `<order id="${orderId}"/>`],
    ['bytes in base64', Buffer.from(orderId.repeat(40)).toString('base64')],
    ['a null', 'null'],
    ['a number', '7'],
    ['a number beyond any', '1e999'],
    ['a text of JSON', JSON.stringify(json)],
    ['a list of events', `[${json}]`],
    ['an empty object', '{}'],
    ['JSON that is cut', json.slice(0, -20)],
    ['JSON with something behind it', `${json} DROP TABLE orders`],
    ['JSON behind a byte order mark', `\ufeff${json}`],
    ['no detail', JSON.stringify(withoutDetail)],
    ['a detail that is null', having({ detail: null })],
    ['a detail that is a text', having({ detail: JSON.stringify(detail) })],
    ['a detail that is a list', having({ detail: [detail] })],
    ['no detail-type', JSON.stringify(withoutType)],
    ['an unknown detail-type', having({ 'detail-type': 'Latte Art \u001b[2J' })],
    ['a detail-type that objects have', having({ 'detail-type': 'constructor' })],
    ['no time', JSON.stringify(withoutTime)],
    ['a time that is none', having({ time: 'yesterday' })],
    ['a time of 61 days ago', having({ time: new Date(nowMs - 61 * DAY_MS).toISOString() })],
    ['a time of the day after tomorrow', having({ time: new Date(nowMs + 2 * DAY_MS).toISOString() })],
    ['no source', JSON.stringify(withoutSource)],
    ['no id', JSON.stringify(withoutId)],
    ['an id of no characters', having({ id: '' })],
    ['an id with a space', having({ id: `bus ${orderId}` })],
    ['an id of 101 characters', having({ id: orderId.padEnd(101, 'x') })],
    ['an id of 129 characters', having({ id: orderId.padEnd(129, 'x') })],
    ['an id that is a number', having({ id: 7 })],
    ['an escape of a character that SQS refuses', having({ note: 'x' }).replace('"x"', '"\\uffff"')],
    ['an escape of half a surrogate pair', having({ note: 'x' }).replace('"x"', '"\\ud83d"')],
    ['names that objects have', json.replace('{', '{"__proto__":{"detail":7},"constructor":null,')],
    ['its detail twice', json.replace('"detail":', '"detail":7,"detail":')],
    ['100,000 levels', `{"id":"${orderId}","detail":${'['.repeat(100_000)}${']'.repeat(100_000)}}`],
    ['a megabyte', orderId.padEnd(1024 * 1024, 'x')],
  ];
};

/** Each of them in each queue, in the group of a shop that sells. */
export const envelopes = (shops: readonly string[], nowMs: number): ForQueue[] =>
  QUEUES.flatMap((to, queue) =>
    bodies('', '', nowMs).map(([what], at): ForQueue => {
      const shopId = shops[at % shops.length] ?? '';
      const [, body = ''] = bodies(`straight-${queue}-${at}`, shopId, nowMs)[at] ?? [];
      // A null has nothing to tell it by; white space does not change it.
      const told = ['null', '7', '1e999', '{}'].includes(body) ? body + ' '.repeat(queue + 1) : body;
      return { name: `straight into ${to}: ${what}`, to, body: told, groupId: shopId };
    }),
  );
