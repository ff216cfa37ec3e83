import { SpecCheck } from '../../../src/assembly/spec-check/spec-check';

const misspelt = { type: 'AWS::SQS::Queue', properties: { VisibilityTimout: 30 } };
const right = { type: 'AWS::IAM::Role', properties: { AssumeRolePolicyDocument: {} } };

const check = new SpecCheck();
afterAll(() => check.close());

test('a process of its own tells of each resource what CloudFormation would refuse', async () => {
  expect(await check.check([misspelt, right])).toEqual([
    [expect.objectContaining({ path: ['VisibilityTimout'], kind: 'unknown' })],
    [],
  ]);
});

test('the verdict on the same resources is kept, another one is asked for', async () => {
  const again = new SpecCheck();
  const first = await again.check([misspelt, right]);
  expect(await again.check([misspelt, right])).toBe(first);
  expect(await again.check([right])).toEqual([[]]);
});

test('one that is closed can be asked again', async () => {
  check.close();
  expect(await check.check([right, right])).toEqual([[], []]);
});
