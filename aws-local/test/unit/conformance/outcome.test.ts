import { type Behaviour, NotCovered } from '../../conformance/behaviour';
import { outcomeOf } from '../../conformance/outcome';
import type { Side } from '../../conformance/side';

const side = { lacking: () => undefined, close: async () => undefined } as unknown as Side;
const lackingSide = { ...side, lacking: () => 'no endpoint for EventBridge' } as Side;
const behaviour = (run: Behaviour['run']): Behaviour => ({ name: 'coffee is hot', source: 'SQS', run });
const thrown = (error: Error) =>
  behaviour(async () => {
    throw error;
  });
const on = (isOurs: boolean) => ({ isOurs, open: async () => side });
const unknownOperation = Object.assign(new Error('no StartMessageMoveTask'), { name: 'UnknownOperationException' });

test('a behaviour that holds has passed, one that does not has failed', async () => {
  expect(
    await outcomeOf(
      behaviour(async () => undefined),
      on(true),
    ),
  ).toEqual({ kind: 'passed' });
  expect(await outcomeOf(thrown(new Error('cold')), on(true))).toMatchObject({
    kind: 'failed',
    error: { message: 'cold' },
  });
});

test('a behaviour that the side cannot be asked about is not covered, with the reason', async () => {
  const outcome = await outcomeOf(thrown(new NotCovered('needs a clock')), on(false));
  expect(outcome).toEqual({ kind: 'notCovered', reason: 'needs a clock' });
});

test('an operation that another side lacks is not covered there, and a failure of ours', async () => {
  expect(await outcomeOf(thrown(unknownOperation), on(false))).toMatchObject({ kind: 'notCovered' });
  expect(await outcomeOf(thrown(unknownOperation), on(true))).toMatchObject({ kind: 'failed' });
});

test('what the side lacks is not covered even if the behaviour swallowed the refusal, or passed because of it', async () => {
  const lacking = { isOurs: false, open: async () => lackingSide };
  const expected = { kind: 'notCovered', reason: 'no endpoint for EventBridge' };
  expect(await outcomeOf(thrown(new Error('refused by another name')), lacking)).toEqual(expected);
  const refusedByAnyName = behaviour(async () => undefined);
  expect(await outcomeOf(refusedByAnyName, lacking)).toEqual(expected);
});

test('a side that cannot be opened is a failure', async () => {
  const closed = { isOurs: true, open: () => Promise.reject(new Error('no dynoxide')) };
  expect(
    await outcomeOf(
      behaviour(async () => undefined),
      closed,
    ),
  ).toMatchObject({ kind: 'failed' });
});
