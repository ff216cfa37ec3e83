import { Template } from 'aws-cdk-lib/assertions';
import { configOf } from '../../../cdk/config';
import { FoundationStack } from '../../../cdk/foundation-stack';
import { testApp } from './synthesized';
import { type Properties, resources, roleStatements } from './template';

const synthesize = (environment?: string) => {
  const stack = new FoundationStack(testApp(), 'Foundation', { config: configOf(environment), stackName: 'Base' });
  return { stack, template: Template.fromStack(stack) };
};

const { stack, template } = synthesize();

describe('the standalone foundation', () => {
  it('shares a bus, its source and two tables of its own by their names', () => {
    expect(stack.eventBus.getSharedValue(stack)).toBe('Base-bus');
    expect(stack.eventSrc.getSharedValue(stack)).toBe('Base-bus');
    template.hasResourceProperties('AWS::Events::EventBus', { Name: stack.eventBus.getSharedValue(stack) });
    for (const table of [stack.configTableName, stack.countTableName]) {
      template.hasResourceProperties('AWS::DynamoDB::Table', { TableName: table.getSharedValue(stack) });
    }
  });

  it('keeps tables with one key, on demand, encrypted and recoverable', () => {
    const tables = resources(template, 'AWS::DynamoDB::Table');
    expect(tables).toHaveLength(2);
    for (const [, table] of tables) {
      expect(table).toMatchObject({
        KeySchema: [{ AttributeName: 'PK', KeyType: 'HASH' }],
        BillingMode: 'PAY_PER_REQUEST',
        SSESpecification: { SSEEnabled: true },
        PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
      });
    }
  });

  it('exports nothing that would tie another stack to it', () => {
    const outputs: Record<string, Properties> = template.toJSON().Outputs;
    expect(Object.keys(outputs)).toEqual(['EventBusName', 'EventSource', 'ConfigTableName', 'CounterTableName']);
    for (const output of Object.values(outputs)) expect(output.Export).toBeUndefined();
  });

  it('is seeded again only when the seed has changed, and may write nothing but these tables', () => {
    const [[, seed] = []] = resources(template, 'Custom::TableSeed');
    expect(seed).toMatchObject({
      ConfigTableName: { Ref: expect.stringMatching(/^ConfigTable/) },
      CounterTableName: { Ref: expect.stringMatching(/^CounterTable/) },
      SeedDigest: expect.stringMatching(/^[0-9a-f]{16}$/),
    });
    const [[, again] = []] = resources(synthesize().template, 'Custom::TableSeed');
    expect(again?.SeedDigest).toBe(seed?.SeedDigest);
    expect(roleStatements(template).map(({ Sid, Action }) => [Sid, Action])).toEqual([
      ['WriteSeed', 'dynamodb:PutItem'],
      ['WriteLog', ['logs:CreateLogStream', 'logs:PutLogEvents']],
    ]);
  });

  it('keeps its tables when a production stack is deleted', () => {
    const tables = Object.values(synthesize('production').template.findResources('AWS::DynamoDB::Table'));
    expect(tables.map(({ DeletionPolicy }) => DeletionPolicy)).toEqual(['Retain', 'Retain']);
    expect(tables.map(({ Properties }) => Properties.DeletionProtectionEnabled)).toEqual([true, true]);
  });
});
