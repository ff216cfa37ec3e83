import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { eventTypesOf } from '../../contracts/events/subscriptions';
import { stageClients } from '../../pipeline/aws/clients';
import { requestLimits } from '../../pipeline/aws/request-limits';
import { createStageHandler } from '../../pipeline/batch/handler';
import { readStageEnvironment } from '../../pipeline/batch/stage-environment';
import { stagePorts } from '../../pipeline/batch/wiring';
import { noBreaker } from '../../pipeline/circuit-breaker/breaker';
import { settingsFor } from '../../pipeline/config/settings';
import { EffectOnce } from '../../pipeline/idempotency/effect-once';
import { OrderStore } from '../../pipeline/orders/order-store';
import { withSelfCheck } from '../../pipeline/release/self-check';
import { stageChecks } from '../../pipeline/release/stage-checks';
import { secretApiKey } from './gateway/api-key';
import { gatewayBreaker } from './gateway/breaker';
import { readGatewayEnvironment } from './gateway/environment';
import { type StripeGatewayOptions, stripeGateway } from './gateway/stripe';
import { checkStripeKey } from './gateway/stripe-client';
import { configKnowing } from './known-shops';
import { paymentGroup } from './payment';

const environment = readStageEnvironment(process.env);
const gatewayEnvironment = readGatewayEnvironment(process.env, environment);
const clients = stageClients();
const ports = stagePorts(environment, clients);
const orders = new OrderStore(clients.documents, environment.ordersTable);
const once = new EffectOnce(clients.dynamodb, environment.ordersTable);
const apiKey = secretApiKey({
  client: new SecretsManagerClient({ requestHandler: requestLimits() }),
  secretId: gatewayEnvironment.secretId,
  mode: gatewayEnvironment.mode,
});
const { breakerIsOn, breakerName } = gatewayEnvironment;
const gatewayOptions: StripeGatewayOptions = {
  ...gatewayEnvironment,
  apiKey,
  onCall: ({ operation, durationMs, ok, isOurFault, failure }) => {
    ports.telemetry.metrics.add('GatewayDuration', durationMs);
    if (ok) return;
    ports.telemetry.metrics.add('GatewayErrors', 1);
    if (isOurFault) ports.telemetry.metrics.add('GatewayRefusals', 1);
    ports.telemetry.log.warn('gateway call failed', { operation, durationMs, ...failure });
  },
};
const { breaker, takeEvents } = gatewayBreaker({
  name: breakerName,
  documents: clients.documents,
  ordersTable: environment.ordersTable,
  telemetry: ports.telemetry,
  now: ports.now,
});
if (!breakerIsOn)
  ports.telemetry.log.warn('the circuit breaker is switched off (BREAKER=off): every call goes through');

/** Of the function's 30 seconds. */
const START_MARGIN_MS = 12_000;

const work = createStageHandler({
  stage: environment.stage,
  types: eventTypesOf('payment'),
  ports,
  groupsAtOnce: environment.groupsAtOnce,
  // An order may take several calls of some seconds each; one that is cut off is safe, but only costs another delivery.
  startMarginMs: START_MARGIN_MS,
  handleGroup: paymentGroup({
    orders,
    gateway: stripeGateway(gatewayOptions),
    once,
    breaker: breakerIsOn ? breaker : noBreaker,
    onRefundRefused: () => ports.telemetry.metrics.add('RefundRefused', 1),
    onRefundFailed: () => ports.telemetry.metrics.add('RefundFailedLate', 1),
    now: ports.now,
  }),
  batchEvents: takeEvents,
  prepare: async (records, context) => {
    once.registerInvocation(context);
    const [config, known] = await Promise.all([
      configKnowing(
        ports.config,
        records.map(({ event }) => event),
      ),
      orders.read(records.map(({ event }) => event.detail.orderId)),
    ]);
    return { orders: known.orders, settingsFor: (shopId: string) => settingsFor(config, shopId) };
  },
});

export const handler = withSelfCheck(work, {
  stage: environment.stage,
  log: ports.telemetry.log,
  checks: [...stageChecks(ports.config, orders), { name: 'gateway key', run: () => checkStripeKey(gatewayOptions) }],
});
