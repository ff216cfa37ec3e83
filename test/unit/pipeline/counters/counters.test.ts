import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { counterWriter, sumCounts } from '../../../../pipeline/counters/counters';
import { fakeClient } from '../telemetry/fake-client';
import { recordedTelemetry } from '../telemetry/recorded-telemetry';

const NOW = Date.parse('2026-11-02T23:59:59Z');

const writer = (answer?: () => unknown) => {
  const { client, sent } = fakeClient<DynamoDBDocumentClient>(answer);
  const recorded = recordedTelemetry();
  const { telemetry } = recorded;
  const port = counterWriter({ client, tableName: 'counters', shards: 8, random: () => 0.99, telemetry });
  return { ...recorded, sent, port };
};

describe('business counters', () => {
  it('add up over a batch', () => {
    expect(sumCounts([{ charges: 1, cents: 450 }, {}, { charges: 1, cents: 300, declines: 1 }])).toEqual({
      charges: 2,
      cents: 750,
      declines: 1,
    });
  });

  it('leave out what cancels out', () => {
    expect(sumCounts([{ open: 1 }, { open: -1 }])).toEqual({});
  });

  it('are written with one update, to one shard of the day in UTC', async () => {
    const { port, sent } = writer();
    await port.write({ charges: 2, cents: 750 }, NOW);
    expect(sent).toEqual([
      {
        TableName: 'counters',
        Key: { PK: 'metrics#2026-11-02#7' },
        UpdateExpression: 'ADD #c0 :c0, #c1 :c1',
        ExpressionAttributeNames: { '#c0': 'charges', '#c1': 'cents' },
        ExpressionAttributeValues: { ':c0': 2, ':c1': 750 },
      },
    ]);
  });

  it('are not written if nothing was counted', async () => {
    const { port, sent } = writer();
    await port.write({}, NOW);
    expect(sent).toEqual([]);
  });

  it('that cannot be written are logged with their values, tried once, and fail nothing', async () => {
    const { port, sent, lines, sums } = writer(() => {
      throw new Error('throttled');
    });
    await port.write({ charges: 2 }, NOW);
    expect(sent).toHaveLength(1);
    expect(lines[0]).toMatchObject({ level: 'error', fields: { counts: { charges: 2 } } });
    expect(sums.CounterWriteFailed).toBe(1);
  });
});
