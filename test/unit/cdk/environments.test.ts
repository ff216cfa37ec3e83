import type { Template } from 'aws-cdk-lib/assertions';
import { synthesizeOrderProcessor } from './synthesized';
import type { Properties } from './template';

describe('two environments of one account', () => {
  const physicalNames = (of: Template): string[] =>
    Object.values(of.toJSON().Resources as Record<string, { Type: string; Properties: Properties }>).flatMap(
      ({ Type, Properties }) =>
        ['QueueName', 'TableName', 'FunctionName', 'Name', 'LogGroupName']
          .filter((key) => typeof Properties[key] === 'string')
          .map((key) => `${Type} ${Properties[key]}`),
    );

  it('share no name', () => {
    const main = physicalNames(synthesizeOrderProcessor({ stackName: 'main-CoffeeShopOrderProcessor' }));
    const branch = physicalNames(synthesizeOrderProcessor({ stackName: 'branch-CoffeeShopOrderProcessor' }));
    expect(main).toHaveLength(29);
    expect(new Set([...main, ...branch]).size).toBe(2 * main.length);
  });

  it('share no name either when their stacks have long names', () => {
    const long = 'a-branch-name-that-somebody-thought-about-for-a-long-time-';
    const names = [1, 2].flatMap((n) => physicalNames(synthesizeOrderProcessor({ stackName: `${long}${n}` })));
    expect(new Set(names).size).toBe(names.length);
  });
});
