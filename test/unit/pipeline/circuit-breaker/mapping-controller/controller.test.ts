import { ResourceInUseException } from '@aws-sdk/client-lambda';
import { createKeeperHandler } from '../../../../../pipeline/circuit-breaker/mapping-controller/invocation';
import type { Log } from '../../../../../pipeline/telemetry/log';
import { recordedTelemetry } from '../../telemetry/recorded-telemetry';
import { KeptMapping } from './controlled-mapping';

const MINUTE_MS = 60_000;

describe('the keeper', () => {
  it('takes the mapping through an outage and back', async () => {
    const mapping = new KeptMapping();
    const keeper = mapping.keeper();
    const seen: unknown[] = [];
    const look = () => seen.push([mapping.enabled, mapping.maximumConcurrency]);
    await keeper.run();
    look();
    mapping.open();
    await keeper.run();
    look();
    mapping.nowMs += MINUTE_MS;
    await keeper.run();
    look();
    mapping.open();
    await keeper.run();
    look();
    mapping.nowMs += MINUTE_MS;
    mapping.close();
    await keeper.run();
    look();
    expect(seen).toEqual([
      [true, 10],
      [false, 10],
      [true, 2],
      [false, 2],
      [true, 10],
    ]);
  });

  it('changes nothing when it runs again', async () => {
    const mapping = new KeptMapping();
    mapping.open();
    await mapping.keeper().run();
    const { intent } = mapping;
    await mapping.keeper().run();
    await mapping.keeper().run();
    expect(mapping.updates).toBe(1);
    expect(mapping.intent).toBe(intent);
  });

  it('records what it means to do before it does it, and takes it up again after a crash', async () => {
    const mapping = new KeptMapping();
    mapping.open();
    mapping.updateFailure = { error: new Error('Lambda cannot be reached'), isMade: false };
    await expect(mapping.keeper().run()).rejects.toThrow('Lambda cannot be reached');
    expect(mapping.intent).toMatchObject({ mode: 'paused', isDone: false });
    await mapping.keeper().run();
    expect(mapping).toMatchObject({ enabled: false, intent: { mode: 'paused', isDone: true } });
  });

  it('recognises its own pause after a crash that lost the answer, and ends it', async () => {
    const mapping = new KeptMapping();
    mapping.open();
    mapping.updateFailure = { error: new Error('socket hang up'), isMade: true };
    await expect(mapping.keeper().run()).rejects.toThrow('socket hang up');
    mapping.nowMs += 2 * MINUTE_MS;
    await mapping.keeper().run();
    expect(mapping).toMatchObject({ enabled: true, maximumConcurrency: 2 });
  });

  it('waits for a mapping in transition, and then does what is right by then', async () => {
    const mapping = new KeptMapping();
    mapping.transitionLength = 3;
    mapping.open();
    await mapping.keeper().run();
    mapping.close();
    expect((await mapping.keeper().run()).decision).toMatchObject({ action: 'change', mode: 'running' });
    expect(mapping).toMatchObject({ enabled: true, maximumConcurrency: 10 });
    expect(mapping.slept).toBeGreaterThan(0);
  });

  it('leaves a mapping whose transition does not end to its next run', async () => {
    const mapping = new KeptMapping();
    mapping.transitionLength = 1_000;
    mapping.open();
    await mapping.keeper().run();
    mapping.close();
    expect((await mapping.keeper().run()).decision).toEqual({ action: 'wait' });
    expect(mapping.slept).toBe(5);
  });

  it('is patient when Lambda refuses because somebody else is changing the mapping', async () => {
    const mapping = new KeptMapping();
    mapping.open();
    const error = new ResourceInUseException({ message: 'in use', $metadata: {} });
    mapping.updateFailure = { error, isMade: false };
    await mapping.keeper().run();
    expect(mapping).toMatchObject({ enabled: false, intent: { isDone: true } });
  });

  it('leaves a mapping that was disabled by hand, through a whole outage, and serves it again once it is enabled', async () => {
    const mapping = new KeptMapping();
    mapping.byHand({ enabled: false });
    for (const happens of [() => mapping.open(), () => undefined, () => mapping.close()]) {
      happens();
      expect((await mapping.keeper().run()).decision).toEqual({ action: 'leave', finding: 'disabled by an operator' });
      mapping.nowMs += MINUTE_MS;
    }
    expect(mapping).toMatchObject({ enabled: false, updates: 0 });
    mapping.byHand({ enabled: true });
    mapping.open();
    await mapping.keeper().run();
    expect(mapping.enabled).toBe(false);
  });

  it('leaves a mapping that was enabled by hand during the pause until the breaker has closed', async () => {
    const mapping = new KeptMapping();
    mapping.open();
    await mapping.keeper().run();
    mapping.byHand({ enabled: true });
    mapping.nowMs += 2 * MINUTE_MS;
    expect((await mapping.keeper().run()).decision).toEqual({ action: 'leave', finding: 'enabled by an operator' });
    mapping.open();
    await mapping.keeper().run();
    expect(mapping.enabled).toBe(true);
    mapping.close();
    await mapping.keeper().run();
    mapping.open();
    await mapping.keeper().run();
    expect(mapping.enabled).toBe(false);
  });
});

describe('two runs at once', () => {
  /** Numbers that look random and are the same for the same seed. */
  const sequence = (seed: number) => () => {
    seed = (seed * 1_103_515_245 + 12_345) % 2_147_483_648;
    return seed / 2_147_483_648;
  };

  it.each(Array.from({ length: 60 }, (_, seed) => seed))(
    'bring about what one would, whoever goes first (order %i), and blame no operator',
    async (seed) => {
      const random = sequence(seed + 1);
      const mapping = new KeptMapping(async () => {
        const turns = Math.floor(random() * 6);
        for (let turn = 0; turn < turns; turn++) await new Promise((resolve) => setImmediate(resolve));
      });
      mapping.transitionLength = Math.floor(random() * 3);
      const findings: unknown[] = [];
      const run = async () => {
        const { decision } = await mapping.keeper().run();
        if (decision.action === 'leave') findings.push(decision);
      };
      const phases = [
        { happens: () => mapping.open(), gives: { enabled: false } },
        { happens: () => undefined, gives: { enabled: true, maximumConcurrency: 2 } },
        { happens: () => mapping.open(), gives: { enabled: false, maximumConcurrency: 2 } },
        { happens: () => mapping.close(), gives: { enabled: true, maximumConcurrency: 10 } },
      ];
      for (const { happens, gives } of phases) {
        // One run decides before the change, others after it.
        const early = run();
        await new Promise((resolve) => setImmediate(resolve));
        happens();
        await Promise.all([early, run(), run()]);
        await run();
        expect(mapping).toMatchObject(gives);
        mapping.nowMs += MINUTE_MS;
      }
      expect(findings).toEqual([]);
    },
  );
});

describe('a run that stalls before its change', () => {
  it('and makes it when another run has meant something else, puts it right', async () => {
    const held: (() => void)[] = [];
    let isHolding = false;
    const mapping = new KeptMapping(async (request) => {
      if (request !== 'update' || !isHolding) return;
      isHolding = false;
      await new Promise<void>((resolve) => held.push(resolve));
    });
    mapping.open();
    await mapping.keeper().run();
    mapping.nowMs += MINUTE_MS;
    isHolding = true;
    const stalled = mapping.keeper().run();
    while (held.length === 0) await new Promise((resolve) => setImmediate(resolve));
    mapping.open();
    await mapping.keeper().run();
    expect(mapping).toMatchObject({ enabled: false, intent: { mode: 'paused', isDone: true } });
    for (const release of held) release();
    await stalled;
    expect(mapping).toMatchObject({ enabled: false, intent: { mode: 'paused', isDone: true } });
    expect(mapping.updates).toBe(3);
  });
});

describe('the keeper’s function', () => {
  const recordingLog = () => {
    const lines: string[] = [];
    const line = (level: string) => (message: string) => {
      lines.push(`${level}: ${message}`);
    };
    const log: Log = { debug: line('debug'), info: line('info'), warn: line('warn'), error: line('error') };
    return { log, lines };
  };

  it('says what it changed, and what it left to an operator', async () => {
    const mapping = new KeptMapping();
    const { log, lines } = recordingLog();
    const { metrics } = recordedTelemetry().telemetry;
    const handler = createKeeperHandler({ keeper: mapping.keeper(), log, metrics });
    mapping.open();
    await handler();
    await handler();
    mapping.nowMs += MINUTE_MS - 1;
    mapping.byHand({ enabled: true });
    await handler();
    mapping.nowMs += 1;
    await handler();
    expect(lines).toEqual([
      'info: the mapping was changed',
      'debug: the mapping needed no change',
      'debug: the mapping needed no change',
      'warn: the mapping was left to an operator',
    ]);
  });

  it('tells each time it runs whether the breaker is open', async () => {
    const mapping = new KeptMapping();
    const { telemetry, sums, flushes } = recordedTelemetry();
    const handler = createKeeperHandler({ keeper: mapping.keeper(), ...telemetry });
    await handler();
    expect(sums).toEqual({ BreakerOpen: 0 });
    mapping.open();
    await handler();
    expect(sums).toEqual({ BreakerOpen: 1 });
    expect(flushes()).toBe(2);
  });
});
