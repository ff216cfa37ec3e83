import { eventTypesOf } from '../../contracts/events/subscriptions';
import { stockKey } from '../../contracts/tables/counter-table';
import { stageClients } from '../../pipeline/aws/clients';
import { createStageHandler } from '../../pipeline/batch/handler';
import { readStageEnvironment } from '../../pipeline/batch/stage-environment';
import { stagePorts } from '../../pipeline/batch/wiring';
import { settingsFor } from '../../pipeline/config/settings';
import { OrderStore } from '../../pipeline/orders/order-store';
import { readForShops, shopStage } from '../../pipeline/orders/shop-stage';
import { withSelfCheck } from '../../pipeline/release/self-check';
import { stageChecks } from '../../pipeline/release/stage-checks';
import { inventoryStage } from './inventory';

const environment = readStageEnvironment(process.env);
const clients = stageClients();
const ports = stagePorts(environment, clients);
const orders = new OrderStore(clients.documents, environment.ordersTable);
const inventory = inventoryStage({ counterTable: environment.counterTable, now: ports.now });

const work = createStageHandler({
  stage: environment.stage,
  types: eventTypesOf('inventory'),
  ports,
  groupsAtOnce: environment.groupsAtOnce,
  handleGroup: shopStage(orders, inventory),
  prepare: async (records) => {
    const [config, read] = await Promise.all([ports.config.read(), readForShops(orders, inventory, records)]);
    return { read, settingsFor: (shopId: string) => settingsFor(config, shopId) };
  },
});

export const handler = withSelfCheck(work, {
  stage: environment.stage,
  log: ports.telemetry.log,
  checks: [
    ...stageChecks(ports.config, orders),
    {
      name: 'counter table',
      run: () => orders.read([], { [environment.counterTable]: [{ PK: stockKey('self-check', 'self-check') }] }),
    },
  ],
});
