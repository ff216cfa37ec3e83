import { type Detail, having, type Kind } from '../hostile-event';

/** SQS and PutEvents take a megabyte, with the envelope. */
const MEGABYTE = 1024 * 1024;
const ENVELOPE = 1_000;

const filled = (sound: Detail, bytes: number): Detail => ({
  ...sound,
  surplus: 'x'.repeat(Math.max(0, bytes - JSON.stringify(sound).length)),
});

export const SIZES: readonly Kind[] = [
  { name: 'as large as may be', spoil: (sound) => filled(sound, MEGABYTE - ENVELOPE) },
  { name: 'larger than may be', spoil: (sound) => filled(sound, MEGABYTE + 1) },
  having('20,000 surplus fields', Object.fromEntries(Array.from({ length: 20_000 }, (_, at) => [`f${at}`, at]))),
  having('201 lines', { items: Array.from({ length: 201 }, () => ({ productId: 'p1', quantity: 1, unitPrice: 1 })) }),
  having('no lines', { items: [] }),
];
