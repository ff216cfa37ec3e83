import { having, type Kind, writing } from '../hostile-event';

/** Numbers that are none of the contract's, in every field that has one. */
const NUMERIC = ['total', 'amount', 'available', 'threshold', 'ticket', 'latencyMs'];
const everywhere = (name: string, value: number): Kind => ({
  name,
  spoil: (sound) => ({
    ...sound,
    ...Object.fromEntries(NUMERIC.filter((field) => field in sound).map((field) => [field, value])),
    surplus: value,
  }),
});

export const NUMBERS: readonly Kind[] = [
  writing('a number beyond any', 'total', '1e999'),
  writing('a number below any', 'amount', '-1e999'),
  writing('minus zero', 'total', '-0'),
  writing('more digits than a number has', 'total', '123456789012345678901234567890'),
  everywhere('half a cent', 0.5),
  everywhere('an integer that is not safe', 2 ** 53),
  everywhere('a negative number', -1),
  having('a number of 400 digits as a text', { total: '9'.repeat(400), surplus: '9'.repeat(400) }),
];
