import { queueMessage } from '../../../../load-tests/bench/queue-messages';
import { type MeteredEnvironment, startMeteredEnvironment } from '../../../../load-tests/price/usage-meter';
import { outputsOf } from '../../../../local/stack-outputs';

describe('an environment that counts what AWS would bill', () => {
  let metered: MeteredEnvironment;
  beforeAll(async () => {
    metered = await startMeteredEnvironment({});
  });
  afterAll(() => metered?.stop());

  const payment = (): string => outputsOf(metered.environment)('PaymentFunctionName');
  const nobodysOrder = { id: 'event-1', type: 'Order Confirmed', source: 'coffee-shop.order-manager', detail: {} };
  const batch = { Records: [queueMessage(nobodysOrder, 'malformed')] };

  test('counts invocations, their time, and what the database took for them', async () => {
    const before = metered.billed(0);
    await metered.environment.lambda.invoke(payment(), batch);
    const after = metered.billed(0);
    expect(after.invocations - before.invocations).toBe(1);
    expect(after.gbSeconds).toBeGreaterThan(before.gbSeconds);
    // The reason why the message cannot be worked is written down.
    expect(after.writeUnits - before.writeUnits).toBeGreaterThanOrEqual(1);
  });

  test('keeps execution environments warm, as a bare one does', async () => {
    for (let again = 0; again < 3; again++) await metered.environment.lambda.invoke(payment(), batch);
    expect(metered.environment.lambda.function(payment()).environments).toBe(1);
  });
});
