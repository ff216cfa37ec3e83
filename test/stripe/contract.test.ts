import { freePermit } from '../../pipeline/circuit-breaker/breaker';
import type { PaymentGateway } from '../../stages/payment/gateway/gateway';
import { stripeGateway } from '../../stages/payment/gateway/stripe';
import { describeGatewayContract } from '../integration/stages/payment/gateway/contract';

/*
 * The gateway's contract at Stripe itself, in test mode: STRIPE_TEST_KEY=sk_test_… npm run test:stripe
 * Payments that the tests open are cancelled or refunded at the end.
 */

const KEY_VARIABLE = 'STRIPE_TEST_KEY';
const TIMEOUT_MS = 30_000;

const testKey = (): string => {
  const key = process.env[KEY_VARIABLE]?.trim() ?? '';
  if (/^(?:sk|rk)_test_[A-Za-z0-9]+$/.test(key)) return key;
  const problem =
    key === '' ? 'is missing' : /_live_/.test(key) ? 'is a live key, which charges real cards' : 'is none';
  throw new Error(`${KEY_VARIABLE} must be a test key of Stripe's (sk_test_… or rk_test_…): it ${problem}`);
};

const stripeItself = async () => {
  const key = testKey();
  const gateway = stripeGateway({
    apiKey: async () => key,
    environment: `contract ${Date.now()}`,
    callsAtOnce: 5,
    callsPerSecond: 5,
  })({ permit: freePermit, timeoutMs: TIMEOUT_MS });
  const opened = new Set<string>();
  const noting: PaymentGateway = {
    ...gateway,
    open: async (order) => {
      const intent = await gateway.open(order);
      opened.add(intent.id);
      return intent;
    },
  };
  return {
    gateway: noting,
    tokens: {
      approved: 'pm_card_visa',
      declined: 'pm_card_chargeDeclinedInsufficientFunds',
      authentication: 'pm_card_authenticationRequired',
      unknown: 'pm_1Secret',
    },
    close: async () => {
      for (const id of opened) {
        const { status, money } = await gateway.cancel(id);
        if (status === 'captured') await gateway.refund(id, money);
      }
    },
  };
};

describeGatewayContract('Stripe itself', stripeItself);
