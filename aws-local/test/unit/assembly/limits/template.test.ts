import type { Template } from '../../../../src/assembly/assembly';
import { exportNameProblem, templateProblems } from '../../../../src/assembly/limits/template';

const many = <T>(count: number, member: T): Record<string, T> =>
  Object.fromEntries(Array.from({ length: count }, (_, index) => [`M${index}`, member]));

const QUEUE = { Type: 'AWS::SQS::Queue' };

test.each<[string, string, Template, RegExp]>([
  ['501 resources', 'Shop', { Resources: many(501, QUEUE) }, /^Resources must have at most 500 members, has 501$/],
  ['201 outputs', 'Shop', { Resources: {}, Outputs: many(201, { Value: 'v' }) }, /^Outputs must have at most 200/],
  [
    '201 parameters',
    'Shop',
    { Resources: {}, Parameters: many(201, { Type: 'String' }) },
    /^Parameters must have at most 200/,
  ],
  [
    'a logical id with a hyphen',
    'Shop',
    { Resources: { 'orders-queue': QUEUE } },
    /^Resources: orders-queue must be of letters and digits/,
  ],
  [
    'an output’s name with an underscore',
    'Shop',
    { Resources: {}, Outputs: { queue_url: { Value: 'v' } } },
    /^Outputs: queue_url/,
  ],
  [
    'a megabyte',
    'Shop',
    { Resources: { Q: { ...QUEUE, Metadata: { note: 'n'.repeat(1_000_000) } } } },
    /^the template must have at most 1000000 bytes/,
  ],
  ['a stack whose name begins with a digit', '1shop', { Resources: {} }, /^the stack's name must have .*got "1shop"$/],
  ['a stack’s name of 129 letters', 's'.repeat(129), { Resources: {} }, /^the stack's name must have 1 to 128/],
])('%s is refused', (_name, stackName, template, expected) => {
  expect(templateProblems(stackName, template)).toEqual([expect.stringMatching(expected)]);
});

test('what is just within the quotas is taken', () => {
  const template = { Resources: many(500, QUEUE), Outputs: many(200, { Value: 'v' }) };
  expect(templateProblems('s'.repeat(128), template)).toEqual([]);
});

test('an export’s name is of letters, digits, colons and hyphens, at most 255', () => {
  expect(exportNameProblem('Shop:orders-queue')).toBeUndefined();
  expect(exportNameProblem(`${'e'.repeat(300)}\u0000`)).toBeUndefined();
  expect(exportNameProblem('Shop/orders')).toBe(
    'Export.Name must have 1 to 255 letters, digits, : and -, got "Shop/orders"',
  );
  expect(exportNameProblem('e'.repeat(256))).toMatch(/^Export.Name must have 1 to 255/);
});
