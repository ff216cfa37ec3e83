import { freePermit } from '../../../../../pipeline/circuit-breaker/breaker';
import { type GatewaySimulator, startGatewaySimulator } from '../../../../../simulation/stripe/simulator';
import { GatewayUnavailableError } from '../../../../../stages/payment/gateway/gateway';
import { intentMetadata } from '../../../../../stages/payment/gateway/intent-metadata';
import { stripeGateway } from '../../../../../stages/payment/gateway/stripe';
import { handClock } from '../../../../unit/simulation/stripe/hand-clock';

const key = 'sk_test_first';
let simulator: GatewaySimulator;
beforeAll(async () => {
  simulator = await startGatewaySimulator({ clock: handClock(), apiKey: key });
});
afterAll(() => simulator.close());

const options = () => ({ apiKey: async () => key, url: simulator.url });
const metadataOf = (intentId: string) => intentMetadata(options(), 1_000)(intentId);

test('the metadata of an intent is what it was opened with', async () => {
  const gateway = stripeGateway({ ...options(), environment: 'env', callsAtOnce: 1, callsPerSecond: 1_000 });
  const intent = await gateway({ permit: freePermit, timeoutMs: 1_000 }).open({
    orderId: 'o-1',
    shopId: 'soho',
    customerId: 'c-1',
    money: { amount: 900, currency: 'USD' },
  });
  expect(await metadataOf(intent.id)).toEqual({
    environment: 'env',
    orderId: 'o-1',
    shopId: 'soho',
    customerId: 'c-1',
  });
});

test('an intent that the account does not have has none', async () => {
  expect(await metadataOf('pi_elsewhere')).toBeUndefined();
});

test('a gateway that fails is no answer', async () => {
  simulator.faults.failNext({ kind: 'error-before-effect', operation: 'read' });
  await expect(metadataOf('pi_elsewhere')).rejects.toThrow(GatewayUnavailableError);
});
