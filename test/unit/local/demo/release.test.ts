import type { Deployment, InvocationRecord } from '@coffee-shop/aws-local';
import { isTakenBack, releaseFigures } from '../../../../local/demo/release';

const BEGAN_MS = Date.UTC(2026, 0, 5, 8);
const at = (seconds: number): number => BEGAN_MS + seconds * 1000;

const deployment = (more: Partial<Deployment> = {}): Deployment => ({
  id: 'd-1',
  application: 'releases',
  group: 'payment',
  configName: 'canary',
  creator: 'CloudFormation',
  status: 'Stopped',
  error: { code: 'ALARM_ACTIVE', message: 'raised' },
  events: [],
  targetPercent: 10,
  createdMs: at(0),
  target: { functionName: 'payment', alias: 'live', currentVersion: '1', targetVersion: '2' },
  hooks: {},
  ...more,
});

const batch = (version: string, outcome: InvocationRecord['outcome'] = 'succeeded'): InvocationRecord => ({
  functionName: 'payment',
  functionArn: 'arn:payment:live',
  version,
  startedMs: at(1),
  durationMs: 1,
  outcome,
  concurrent: 1,
});

const observed = {
  stage: 'payment',
  beganAtMs: at(0),
  deployment: deployment(),
  rollback: deployment({ creator: 'codeDeployRollback', status: 'Succeeded' }),
  shares: [0, 10, 10, 10, 0, 0].map((percent, index) => ({ atMs: at(index * 20), percent })),
  invocations: [
    batch('1'),
    batch('2', 'failed'),
    batch('1'),
    batch('2'),
    { ...batch('2'), functionArn: 'arn:payment:2' },
  ],
};

test('a release is told by its shares, once each, and by the batches of both versions', () => {
  expect(releaseFigures(observed)).toEqual({
    stage: 'payment',
    oldVersion: '1',
    newVersion: '2',
    shares: [
      { atSeconds: 20, percent: 10 },
      { atSeconds: 80, percent: 0 },
    ],
    oldBatches: 2,
    newBatches: 2,
    failedBatches: 1,
    status: 'Stopped',
    errorCode: 'ALARM_ACTIVE',
    rollbackStatus: 'Succeeded',
    takenBackAfterSeconds: 60,
  });
});

test('a release that nobody takes back keeps its share', () => {
  const shares = [10, 100].map((percent, index) => ({ atMs: at(index * 300), percent }));
  const figures = releaseFigures({
    ...observed,
    deployment: deployment({ status: 'Succeeded' }),
    rollback: undefined,
    shares,
  });
  expect(figures).toMatchObject({ takenBackAfterSeconds: null, rollbackStatus: null });
  expect(isTakenBack(figures)).toBe(false);
});

test.each([
  ['it was taken back after batches of it had failed', {}, true],
  ['no batch of it failed: nothing was shown', { invocations: [batch('2')] }, false],
  ['its rollback failed', { rollback: deployment({ status: 'Failed' }) }, false],
])('a bad release is as it should be or not: %s', (_, difference, good) => {
  expect(isTakenBack(releaseFigures({ ...observed, ...difference }))).toBe(good);
});
