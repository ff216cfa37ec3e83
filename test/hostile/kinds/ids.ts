import { having, type Kind } from '../hostile-event';

const ID_TEXTS: readonly (readonly [what: string, id: string])[] = [
  ['no characters', ''],
  ['a space', ' '],
  ['an accent', 'ordre-é-1'],
  ['an emoji', 'order-\u2615'],
  ['65 characters', 'x'.repeat(65)],
  ['101 characters', 'x'.repeat(101)],
  ['129 characters', 'x'.repeat(129)],
  ['3,000 characters', 'x'.repeat(3_000)],
  ['a path', '../../etc/passwd'],
  ['a key of the table', 'order#1'],
  ['a JSON path', '$.detail.orderId'],
  ['a space at its end', 'order-1 '],
];

/** Ids that are no ids, and that no message group can have. */
export const IDS: readonly Kind[] = [
  ...ID_TEXTS.map(([what, orderId]) => having(`an orderId of ${what}`, { orderId })),
  ...ID_TEXTS.slice(0, 6).map(([what, shopId]) => having(`a shopId of ${what}`, { shopId })),
  having('both ids without characters', { orderId: '', shopId: '' }),
  { name: 'no orderId', spoil: ({ orderId: _left, ...sound }) => sound },
  { name: 'no shopId', spoil: ({ shopId: _left, ...sound }) => sound },
  { name: 'nothing at all', spoil: () => ({}) },
];
