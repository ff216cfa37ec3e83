import { eventSchemas } from '../../../contracts/events/events';
import { parseEvent } from '../../../contracts/events/parse';
import { hostileCorpus } from '../../hostile/corpus';
import { type ForBus, QUEUES } from '../../hostile/hostile-event';
import { soundDetail } from '../../hostile/sound';

const NOW_MS = Date.UTC(2026, 10, 24, 14);
const OPTIONS = {
  shops: ['astoria', 'soho', 'harlem', 'chelsea'],
  victims: [{ orderId: 'victim', shopId: 'soho' }],
  nowMs: NOW_MS,
};
const corpus = hostileCorpus(OPTIONS);
const forBus = corpus.filter((event): event is ForBus => event.to === 'bus');

test('has hundreds of events, each with a name of its own, and is the same every time', () => {
  expect(corpus.length).toBeGreaterThan(900);
  expect(new Set(corpus.map(({ name }) => name)).size).toBe(corpus.length);
  expect(JSON.stringify(hostileCorpus(OPTIONS)) === JSON.stringify(corpus)).toBe(true);
});

test('tries every detail-type, through the bus and straight into every queue', () => {
  for (const type of Object.keys(eventSchemas)) {
    expect(forBus.filter(({ detailType }) => detailType === type).length).toBeGreaterThanOrEqual(4);
    for (const queue of QUEUES)
      expect(corpus.filter(({ to, name }) => to === queue && name.includes(`: ${type}: `))).toHaveLength(1);
  }
});

test('tries every kind, and all kinds with all types if it is not thinned', () => {
  const kindsIn = (events: readonly ForBus[], type: string) =>
    new Set(events.filter(({ name }) => name.startsWith(`${type}: `)).map(({ name }) => name.slice(type.length + 2)));
  const whole = hostileCorpus({ ...OPTIONS, thinnedBy: 1 }).filter((event): event is ForBus => event.to === 'bus');
  const kinds = [...kindsIn(whole, 'Order Ready')];
  expect(kinds.length).toBeGreaterThan(100);
  for (const type of ['Order Created', 'Order Confirmed', 'Order Cancelled']) {
    const tried = kindsIn(whole, type);
    expect(kinds.filter((kind) => !tried.has(kind))).toEqual([]);
  }
  const names = forBus.map(({ name }) => name);
  expect(kinds.filter((kind) => !names.some((name) => name.endsWith(`: ${kind}`)))).toEqual([]);
});

test.each(Object.keys(eventSchemas) as (keyof typeof eventSchemas)[])('begins with a sound %s', (type) => {
  const timestamp = new Date(NOW_MS).toISOString();
  const detail = soundDetail(type, { orderId: 'o-1', shopId: 'soho', timestamp });
  const event = { id: 'bus-1', 'detail-type': type, source: 's', time: timestamp, detail };
  expect(parseEvent(JSON.stringify(event)).type).toBe(type);
});
