import { synthesizeOrderProcessor } from '../synthesized';
import { idOfArn, type Properties, resources, roleStatements } from '../template';

const template = synthesizeOrderProcessor();

const [watcherId, watcher] =
  resources(template, 'AWS::Lambda::Function').find(
    ([, { FunctionName }]) => FunctionName === 'Shop-payment-watcher',
  ) ?? [];
const variablesOf = (lambda: Properties | undefined): Properties =>
  (lambda?.Environment as { Variables: Properties } | undefined)?.Variables ?? {};
const ruleNamed = (name: string): Properties =>
  resources(template, 'AWS::Events::Rule').find(([, { Name }]) => Name === name)?.[1] ?? {};
const targetOf = ({ Targets }: Properties) => (Targets as [Properties])[0];

describe('the payment watcher', () => {
  it('is woken every minute with the whole event, for checks that are due', () => {
    const rule = ruleNamed('Shop-payment-watcher-minute');
    expect(rule).toMatchObject({ ScheduleExpression: 'rate(1 minute)', State: 'ENABLED' });
    expect(idOfArn(targetOf(rule).Arn)).toBe(watcherId);
    expect(targetOf(rule).InputTransformer).toBeUndefined();
  });

  it('is woken every hour with the hour, for the refunds that it shall look at again', () => {
    const rule = ruleNamed('Shop-payment-watcher-refunds');
    expect(rule).toMatchObject({ ScheduleExpression: 'rate(1 hour)', State: 'ENABLED' });
    expect(idOfArn(targetOf(rule).Arn)).toBe(watcherId);
    expect(targetOf(rule)).toMatchObject({
      InputTransformer: { InputPathsMap: { time: '$.time' }, InputTemplate: '{"sweepRefundsAt":<time>}' },
      DeadLetterConfig: { Arn: expect.anything() },
    });
  });

  it('has the key of the gateway and the name of the environment, as the payment stage has them', () => {
    const [, payment] =
      resources(template, 'AWS::Lambda::Function').find(([, { FunctionName }]) => FunctionName === 'Shop-payment') ??
      [];
    const { GATEWAY_SECRET_ARN, GATEWAY_MODE, GATEWAY_ENVIRONMENT } = variablesOf(payment);
    expect(GATEWAY_SECRET_ARN).toBeDefined();
    expect(variablesOf(watcher)).toMatchObject({ GATEWAY_SECRET_ARN, GATEWAY_MODE, GATEWAY_ENVIRONMENT });
    const keys = roleStatements(template).filter(({ Sid }) => Sid === 'ReadGatewayKey');
    expect(keys.map(({ Resource }) => Resource)).toEqual([GATEWAY_SECRET_ARN, GATEWAY_SECRET_ARN]);
  });
});
