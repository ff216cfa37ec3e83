import type { Target } from '../../../src/assembly/resource-type';
import { lambdaAlias } from '../../../src/assembly/resources/functions';
import { scaledClock } from '../../../src/clock/clock';
import { LambdaEngine } from '../../../src/lambda/engine';

const CREATION = { logicalId: 'Live', stackName: 'Shop', assets: new Map() };
const NAMED = { FunctionName: 'barista', FunctionVersion: '1', Name: 'live' };
const tenthTo = (FunctionVersion: string) => ({ AdditionalVersionWeights: [{ FunctionVersion, FunctionWeight: 0.1 }] });

describe('an alias of a template', () => {
  let lambda: LambdaEngine;
  const create = (properties: object) =>
    lambdaAlias.create({ ...NAMED, ...properties }, { lambda } as Target, CREATION);

  beforeEach(() => {
    lambda = new LambdaEngine({ clock: scaledClock(), sqs: { queueByArn: () => undefined } });
    const settings = {
      codePath: '/nowhere',
      handler: 'index.handler',
      timeoutMs: 3_000,
      memoryMb: 128,
      environment: {},
    };
    lambda.createFunction({ functionName: 'barista', ...settings });
    lambda.publishVersion('barista');
    lambda.publishVersion('barista');
  });

  it('leads to a second version by its weight', async () => {
    const { ref } = await create({ RoutingConfig: tenthTo('2') });
    expect(ref).toBe('arn:aws:lambda:us-east-1:000000000000:function:barista:live');
    expect(lambda.published('barista').alias('live')).toMatchObject({ version: '1', weights: { 2: 0.1 } });
  });

  it('is not created with a version that is not published', async () => {
    await expect(create({ RoutingConfig: tenthTo('3') })).rejects.toMatchObject({ code: 'ResourceNotFoundException' });
    expect(lambda.published('barista').aliases()).toEqual([]);
  });
});
