import { deniedLines, nothingDenied } from '../../../local/denials';

const denial = (functionName: string, action: string) => ({
  who: 'arn:aws:iam::000000000000:role/R',
  functionName,
  action,
  resource: '*',
  message: 'User: … is not authorized',
  missing: `role R may not ${action}`,
});
const denials = [denial('keeper', 'sqs:A'), denial('payment', 'sqs:B'), denial('payment', 'sqs:B')];

test('each denied call is told once, the most frequent first', () => {
  expect(deniedLines(denials)).toEqual([
    '2 times denied payment | role R may not sqs:B',
    '1 times denied keeper | role R may not sqs:A',
  ]);
});

test('an environment in which a call was denied fails whoever wanted none', () => {
  const access = {
    denials,
    granted: () => [],
    unjudged: [],
    calls: [],
  };
  expect(() => nothingDenied({ access })).toThrow('2 times denied payment | role R may not sqs:B');
  expect(() => nothingDenied({ access: { ...access, denials: [] } })).not.toThrow();
});
