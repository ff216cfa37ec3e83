import { powertoolsLog } from '../../../../pipeline/telemetry/log';
import { METRICS, powertoolsMetrics } from '../../../../pipeline/telemetry/metrics';
import { noTracing, xrayTracing } from '../../../../pipeline/telemetry/tracing';

/** What a stage would write to its log while `work` runs. */
const printed = (work: () => void): string[] => {
  const lines: string[] = [];
  const write = jest.spyOn(process.stdout, 'write').mockImplementation((text) => lines.push(String(text)) > 0);
  const errors = jest.spyOn(process.stderr, 'write').mockImplementation((text) => lines.push(String(text)) > 0);
  try {
    work();
  } finally {
    write.mockRestore();
    errors.mockRestore();
  }
  return lines;
};

describe('the log', () => {
  it('is one line of JSON per entry', () => {
    const [line, ...more] = printed(() => powertoolsLog().info('record', { orderId: 'a', replay: false }));
    expect(more).toEqual([]);
    expect(JSON.parse(line ?? '')).toMatchObject({ level: 'INFO', message: 'record', orderId: 'a', replay: false });
  });

  it('withholds card tokens and keys, also those that an error carries', () => {
    const error = Object.assign(new Error('refused'), {
      request: { payment: { token: 'tok_secret' }, apiKey: 'sk_1' },
    });
    const [line] = printed(() => powertoolsLog().error('record', { token: 'tok_secret', error }));
    expect(line).toContain('refused');
    expect(line).not.toContain('tok_secret');
    expect(line).not.toContain('sk_1');
  });
});

describe('a log read in a terminal', () => {
  const HOSTILE = '\u001b[2J\u009b31m\u202etxt\u2066\u2028\u007f\ud83d';

  it.each([
    ['in a field', () => powertoolsLog().warn('record', { reason: HOSTILE })],
    ['in the message of an error', () => powertoolsLog().error('record', { error: new Error(HOSTILE) })],
    ['in what an error carries', () => powertoolsLog().error('record', { error: { event: { detail: HOSTILE } } })],
  ])('is not steered by text of an event %s', (_, write) => {
    const [line = ''] = printed(write);
    expect(line.trimEnd()).not.toMatch(/[\p{Cc}\p{Cs}\p{Zl}\p{Zp}\p{Bidi_C}]/u);
    expect(line).toContain('202e');
  });
});

describe('the metrics of a batch', () => {
  beforeEach(() => {
    process.env.POWERTOOLS_METRICS_NAMESPACE = 'CoffeeShop';
    process.env.POWERTOOLS_SERVICE_NAME = 'payment';
  });

  it('are one line of EMF, each with its unit', () => {
    const metrics = powertoolsMetrics();
    const lines = printed(() => {
      metrics.add('RecordsDone', 3);
      metrics.add('BatchDuration', 51);
      metrics.flush();
    });
    expect(lines).toHaveLength(1);
    const emf = JSON.parse(lines[0] ?? '');
    expect(emf).toMatchObject({ service: 'payment', RecordsDone: 3, BatchDuration: 51 });
    expect(emf._aws.CloudWatchMetrics[0]).toMatchObject({
      Namespace: 'CoffeeShop',
      Metrics: [
        { Name: 'RecordsDone', Unit: METRICS.RecordsDone },
        { Name: 'BatchDuration', Unit: METRICS.BatchDuration },
      ],
    });
  });

  it('with a dimension of its own is told apart by it, and keeps the stage', () => {
    const metrics = powertoolsMetrics();
    const lines = printed(() => {
      metrics.add('Revenue', 1250, { currency: 'USD' });
      metrics.add('OrdersFulfilled', 1);
      metrics.flush();
    });
    const [revenue, batch] = lines.map((line) => JSON.parse(line));
    expect(revenue).toMatchObject({ service: 'payment', currency: 'USD', Revenue: 1250 });
    expect(revenue._aws.CloudWatchMetrics[0].Dimensions).toEqual([['service', 'currency']]);
    expect(batch).toMatchObject({ service: 'payment', OrdersFulfilled: 1 });
    expect(batch).not.toHaveProperty('currency');
    expect(lines).toHaveLength(2);
  });

  it('are forgotten once they are written', () => {
    const metrics = powertoolsMetrics();
    const lines = printed(() => {
      metrics.add('RecordsDone', 3);
      metrics.flush();
      metrics.add('RecordsReplayed', 1);
      metrics.flush();
    });
    expect(JSON.parse(lines[1] ?? '')).not.toHaveProperty('RecordsDone');
  });
});

describe('tracing', () => {
  it.each([
    ['switched off', noTracing],
    ['on, outside Lambda', xrayTracing(100)],
  ])('%s gives what the work gives and throws what it throws', async (_what, tracing) => {
    await expect(tracing.within('group', { group: 'a' }, async () => 7)).resolves.toBe(7);
    await expect(tracing.within('group', {}, () => Promise.reject(new Error('bug')))).rejects.toThrow('bug');
  });
});
