import { cancelledAfter, placed, type Scenario } from './scenario';

const MINUTE_MS = 60_000;

const withAuthentication = {
  token: 'pm_card_authenticationRequired',
  orderProcessor: { payment: { returnUrl: 'https://shop.example/back' } },
};
const atBank = (succeeds: boolean) => ({
  token: 'pm_usBankAccount_success',
  orderProcessor: withAuthentication.orderProcessor,
  payment: { charge: { succeeds, afterMs: 3 * MINUTE_MS } },
});
const slowRefund = (failures: number) => ({
  token: 'pm_card_pendingRefund',
  payment: { refund: { failures, afterMs: 2 * MINUTE_MS } },
});

/** Payments that customers and banks decide later than the gateway answers, or never. */
export const PENDING_SCENARIOS: readonly Scenario[] = [
  {
    name: 'pending: the customer authenticates',
    steps: placed,
    mayEnd: ['fulfilled'],
    ...withAuthentication,
    payment: { authentication: { succeeds: true, afterMs: 20_000 } },
  },
  {
    name: 'pending: the customer fails to authenticate',
    steps: placed,
    mayEnd: ['failed'],
    ...withAuthentication,
    payment: { authentication: { succeeds: false, afterMs: 20_000 } },
  },
  { name: 'pending: the customer walks away', steps: placed, mayEnd: ['failed'], ...withAuthentication },
  {
    name: 'pending: cancelled while the customer authenticates',
    steps: cancelledAfter('Payment Action Required', 20_000),
    mayEnd: ['cancelled'],
    ...withAuthentication,
    payment: { authentication: { succeeds: true, afterMs: 20_000 } },
  },
  {
    name: 'pending: cancelled while the customer is away',
    steps: cancelledAfter('Payment Action Required', MINUTE_MS),
    mayEnd: ['cancelled'],
    ...withAuthentication,
  },
  { name: 'pending: the bank pays', steps: placed, mayEnd: ['fulfilled'], ...atBank(true) },
  { name: 'pending: the bank does not pay', steps: placed, mayEnd: ['failed'], ...atBank(false) },
  {
    name: 'pending: cancelled before the bank pays',
    steps: [...placed, { type: 'Order Cancelled', atMs: MINUTE_MS }],
    mayEnd: ['cancelled'],
    ...atBank(true),
  },
  {
    name: 'pending: cancelled before the bank does not pay',
    steps: [...placed, { type: 'Order Cancelled', atMs: MINUTE_MS }],
    mayEnd: ['cancelled'],
    ...atBank(false),
  },
  {
    name: 'pending: a refund takes time',
    steps: cancelledAfter('Payment Validated'),
    mayEnd: ['cancelled'],
    ...slowRefund(0),
  },
  {
    name: 'pending: a refund fails and is asked for again',
    steps: cancelledAfter('Payment Validated'),
    mayEnd: ['cancelled'],
    ...slowRefund(1),
  },
  { name: 'pending: out of stock, a refund takes time', steps: placed, mayEnd: ['failed'], stock: 1, ...slowRefund(0) },
];
