import { readStageEnvironment } from '../../../../pipeline/batch/stage-environment';

const variables = {
  STAGE: 'payment',
  EVENT_BUS_NAME: 'bus',
  ORDERS_TABLE: 'orders',
  CONFIG_TABLE: 'config',
  COUNTER_TABLE: 'counters',
  QUEUE_URL: 'http://127.0.0.1/payment.fifo',
};

describe('the environment of a stage', () => {
  it('is read with its defaults', () => {
    expect(readStageEnvironment(variables)).toEqual({
      stage: 'payment',
      eventBusName: 'bus',
      ordersTable: 'orders',
      configTable: 'config',
      counterTable: 'counters',
      queueUrl: 'http://127.0.0.1/payment.fifo',
      configTtlMs: 30_000,
      groupsAtOnce: 10,
      tracing: false,
      tracedOrdersPercent: 100,
    });
  });

  it('takes what the stack sets', () => {
    const set = { ...variables, CONFIG_TTL_SECONDS: '5', MAX_GROUPS_AT_ONCE: '3', TRACING: 'on' };
    expect(readStageEnvironment(set)).toMatchObject({ configTtlMs: 5_000, groupsAtOnce: 3, tracing: true });
  });

  it.each([
    ['QUEUE_URL', '', 'QUEUE_URL is missing'],
    ['STAGE', 'delivery', 'STAGE must be one of payment, inventory, fulfillment, got delivery'],
    ['CONFIG_TTL_SECONDS', 'soon', 'CONFIG_TTL_SECONDS must be a positive number, got soon'],
    ['TRACED_ORDERS_PERCENT', '101', 'TRACED_ORDERS_PERCENT must be 0 to 100, got 101'],
    ['MAX_GROUPS_AT_ONCE', '-1', 'MAX_GROUPS_AT_ONCE must be a positive number, got -1'],
  ])('refuses a wrong %s by name and value', (name, value, problem) => {
    expect(() => readStageEnvironment({ ...variables, [name]: value })).toThrow(problem);
  });
});
