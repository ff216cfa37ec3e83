import { foundationFromContext } from '../../../cdk/foundation';
import { foundationNamed, synthesizeOrderProcessor, testApp } from './synthesized';
import { resources } from './template';

describe('the foundation', () => {
  it('adds its own name for the order manager to the patterns', () => {
    const rules = resources(synthesizeOrderProcessor(), 'AWS::Events::Rule').filter(
      ([id, { EventPattern }]) => EventPattern !== undefined && !id.startsWith('BreakerKeeper'),
    );
    expect(rules).toHaveLength(6);
    for (const [, rule] of rules) {
      expect(rule.EventBusName).toBe('shop-bus');
      expect(JSON.stringify(rule.EventPattern)).toContain('"source":["coffee-shop.order-manager","shop-source"]');
    }
  });

  const env = { account: '111111111111', region: 'us-west-1' };
  const table = (account: string, region: string) => `arn:aws:dynamodb:${region}:${account}:table/shared-counters`;

  it('may share a table by ARN', () => {
    const foundation = foundationNamed({ countTableName: table('111111111111', 'us-west-1') });
    synthesizeOrderProcessor({ foundation, env }).hasResourceProperties('AWS::Lambda::Function', {
      Environment: { Variables: { COUNTER_TABLE: 'shared-counters' } },
    });
  });

  it.each([
    ['account', '222222222222', 'us-west-1'],
    ['region', '111111111111', 'us-east-1'],
  ])('must keep its tables in our %s: transactions do not reach beyond', (_, account, region) => {
    const foundation = foundationNamed({ countTableName: table(account, region) });
    expect(() => synthesizeOrderProcessor({ foundation, env })).toThrow(
      /^countTableName arn:.*: must be in the stack's own account and region, which are 111111111111 and us-west-1$/,
    );
  });
});

describe('a foundation that exists already', () => {
  const names = { eventBus: 'bus', eventSrc: 'source', configTableName: 'config', countTableName: 'counters' };
  const given = (context: Record<string, unknown>) => foundationFromContext(testApp(context).node);

  it('is named by four values of the context', () => {
    const foundation = given(names);
    if (!foundation) throw new Error('not found in the context');
    const template = synthesizeOrderProcessor({ foundation });
    template.hasResourceProperties('AWS::Events::Rule', { EventBusName: 'bus' });
    template.hasResourceProperties('AWS::Lambda::Function', {
      Environment: { Variables: { CONFIG_TABLE: 'config', COUNTER_TABLE: 'counters', EVENT_BUS_NAME: 'bus' } },
    });
  });

  it('is named by SSM parameters, which CloudFormation reads when it deploys: synthesis needs no account', () => {
    const foundation = given({
      eventBus: 'ssm:/coffee-shop/event-bus',
      eventSrc: 'ssm:/coffee-shop/event-source',
      configTableName: 'ssm:/coffee-shop/config-table',
      countTableName: 'counters',
    });
    if (!foundation) throw new Error('not found in the context');
    const template = synthesizeOrderProcessor({ foundation });
    const parameterOf = (value: unknown) => template.toJSON().Parameters[(value as { Ref: string }).Ref];
    const inSsm = (name: string) => ({ Type: 'AWS::SSM::Parameter::Value<String>', Default: name });

    const rules = resources(template, 'AWS::Events::Rule').flatMap(([, rule]) => rule.EventBusName ?? []);
    expect(rules).toHaveLength(7);
    for (const bus of rules) expect(parameterOf(bus)).toEqual(inSsm('/coffee-shop/event-bus'));
    const [variables] = resources(template, 'AWS::Lambda::Function').map(
      ([, { Environment }]) => (Environment as { Variables: Record<string, unknown> }).Variables,
    );
    expect(parameterOf(variables?.CONFIG_TABLE)).toEqual(inSsm('/coffee-shop/config-table'));
    expect(variables?.COUNTER_TABLE).toBe('counters');
    const patterns = resources(template, 'AWS::Events::Rule').flatMap(([, { EventPattern }]) => EventPattern ?? []);
    const source = {
      Ref: Object.entries(template.toJSON().Parameters as Record<string, { Default: string }>).find(
        ([, { Default }]) => Default === '/coffee-shop/event-source',
      )?.[0],
    };
    expect(JSON.stringify(patterns[0])).toContain(JSON.stringify(source));
  });

  it.each(['ssm:', 'ssm:/coffee-shop/', 'ssm:arn:aws:ssm:us-east-1:111111111111:parameter/bus', 'ssm:event bus'])(
    'is refused when %s is no name of a parameter',
    (eventBus) => {
      expect(() => given({ ...names, eventBus })).toThrow(
        `context eventBus: ssm: must be followed by the name of an SSM parameter, got ${eventBus}`,
      );
    },
  );

  it('is not there when the context says nothing of it', () => {
    expect(given({})).toBeUndefined();
  });

  it('is refused, with what is missing, when only a part of it is named', () => {
    expect(() => given({ eventBus: 'bus', eventSrc: 'source', configTableName: '' })).toThrow(
      /^context configTableName, countTableName: missing/,
    );
  });
});
