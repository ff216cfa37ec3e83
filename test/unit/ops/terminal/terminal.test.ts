import { PassThrough } from 'node:stream';
import { text } from 'node:stream/consumers';
import { Command, CommanderError } from 'commander';
import { confirm } from '../../../../ops/terminal/confirm';
import { durationMs, spokenDuration } from '../../../../ops/terminal/duration';
import { exitCodeOf, failureLine } from '../../../../ops/terminal/failure';
import { integerBetween } from '../../../../ops/terminal/integer';
import { suggestionFor, unknownName } from '../../../../ops/terminal/suggestion';
import { aligned, table } from '../../../../ops/terminal/table';
import { UsageError } from '../../../../ops/terminal/usage-error';

describe('a mistyped name', () => {
  const queues = ['payment-dlq', 'payment-ingress-dlq', 'inventory-dlq'];

  test('is told what was probably meant, and what there is', () => {
    expect(() => unknownName('queue', 'paymnet-dlq', queues)).toThrow(
      'there is no queue paymnet-dlq, did you mean payment-dlq? (there are: payment-dlq, payment-ingress-dlq, inventory-dlq)',
    );
  });
  test('that is nothing like any is not guessed at', () => {
    expect(suggestionFor('kitchen', queues)).toBeUndefined();
  });
  test('two letters may have changed places, in short names too', () => {
    expect(suggestionFor('paymnet', ['payment'])).toBe('payment');
    expect(suggestionFor('odrer', ['order', 'stock'])).toBe('order');
    expect(suggestionFor('abc', ['dlq'])).toBeUndefined();
  });
});

test.each([
  ['90s', 90_000],
  ['1.5h', 5_400_000],
  ['2d', 172_800_000],
  ['250ms', 250],
])('%s is %i ms', (spoken, ms) => expect(durationMs(spoken)).toBe(ms));

test.each(['', '10', 'h', '-1h', '1 week'])('"%s" is no duration', (spoken) => {
  expect(() => durationMs(spoken)).toThrow(`got ${spoken}`);
});

test.each([
  [0, '0ms'],
  [999, '999ms'],
  [61_000, '1m 1s'],
  [3_600_000, '1h'],
  [90_061_000, '1d 1h'],
])('%i ms are spoken %s', (ms, spoken) => expect(spokenDuration(ms)).toBe(spoken));

test('a whole number of an option keeps to its limits', () => {
  expect(integerBetween(1, 5)('5')).toBe(5);
  for (const wrong of ['0', '6', '1.5', '', 'x']) expect(() => integerBetween(1, 5)(wrong)).toThrow('from 1 to 5.');
  expect(integerBetween(0)('1000000')).toBe(1_000_000);
  expect(() => integerBetween(0)('-1')).toThrow('It must be a whole number from 0.');
});

test('columns stand under their headings, numbers to the right, and nothing in a cell can steer the terminal', () => {
  expect(
    table(
      ['queue', 'letters'],
      [
        ['payment-dlq', 12],
        ['a\u001b[31m\nb', 3],
      ],
    ),
  ).toEqual(['QUEUE        LETTERS', 'payment-dlq       12', 'a [31m b           3']);
});

test('rows without headings stand under each other', () => {
  const rows = [
    ['a', '1'],
    ['longer', '1000'],
  ];
  expect(aligned(rows, (column) => column > 0)).toEqual(['a          1', 'longer  1000']);
});

describe('a confirmation', () => {
  const ask = async (answer: string | undefined) => {
    const input = Object.assign(new PassThrough(), { isTTY: answer !== undefined });
    const output = new PassThrough();
    if (answer !== undefined) input.end(`${answer}\n`);
    try {
      await confirm('this deletes 3 letters', false, { input, output });
    } finally {
      output.end();
    }
    return text(output);
  };

  test('is asked of a person, who may say yes', async () => {
    expect(await ask('y')).toContain('this deletes 3 letters. Go on?');
  });
  test('is not given by anything else than yes', async () => {
    await expect(ask('yeah, no')).rejects.toThrow('not confirmed, nothing was changed');
  });
  test('must come by option where nobody can be asked', async () => {
    await expect(ask(undefined)).rejects.toThrow('needs --confirm');
    await expect(
      confirm('this', true, { input: new PassThrough(), output: new PassThrough() }),
    ).resolves.toBeUndefined();
  });
});

describe('a failure', () => {
  test('is one line, with the name that AWS gave it', () => {
    const error = Object.assign(new Error('no such queue\nat all'), { name: 'QueueDoesNotExist' });
    expect(failureLine(error)).toBe('QueueDoesNotExist: no such queue at all');
  });
  test('to connect says where nothing answers', () => {
    const refused = Object.assign(new AggregateError([{ code: 'ECONNREFUSED' }]), {});
    expect(failureLine(refused, 'http://127.0.0.1:4566')).toContain('nothing answers at http://127.0.0.1:4566');
  });
  test('of what was asked for exits 2, of what was tried exits 1, help exits 0', async () => {
    expect(exitCodeOf(new UsageError('there is no stage x'))).toBe(2);
    expect(exitCodeOf(new Error('throttled'))).toBe(1);
    const parsed = (...args: string[]) =>
      new Command()
        .exitOverride()
        .configureOutput({ writeOut: () => undefined, writeErr: () => undefined })
        .parseAsync(args, { from: 'user' });
    const unknown = await parsed('--nonsense').catch((error: unknown) => error);
    expect(unknown).toBeInstanceOf(CommanderError);
    expect(exitCodeOf(unknown)).toBe(2);
    expect(exitCodeOf(await parsed('--help').catch((error: unknown) => error))).toBe(0);
  });
});
