import { isGood } from '../../local/demo/result';
import { runDemo } from '../../local/demo/run';

/**
 * With a template of its own: releases by degrees. What the release does wrong is in local/demo/bad-release.ts: it works its
 * batches and fails afterwards, so that every record of them comes again, to either version.
 */
test('a bad release is taken back in mid-traffic: nothing is lost, nobody pays twice, and both versions work the same orders', async () => {
  const result = await runDemo({
    orders: 120,
    seed: 20,
    barista: 'instant',
    clockScale: 5,
    badRelease: true,
    json: true,
  });
  const { figures, audit } = result;
  expect(audit.findings).toEqual([]);
  expect(figures).toMatchObject({ pending: 0, eventsLost: 0, callsDenied: 0, deadLetters: figures.malformedSent });
  expect(figures.release).toMatchObject({
    oldVersion: '1',
    newVersion: '2',
    status: 'Stopped',
    errorCode: 'ALARM_ACTIVE',
    rollbackStatus: 'Succeeded',
    shares: [{ percent: 10 }, { percent: 0 }],
  });
  expect(figures.release?.failedBatches).toBe(figures.release?.newBatches);
  expect(figures.release?.failedBatches).toBeGreaterThan(0);
  expect(isGood(result)).toBe(true);
});
