import { stockKey } from '../../contracts/tables/counter-table';
import { stageClients } from '../../pipeline/batch/stage-clients';
import { readStageEnvironment } from '../../pipeline/batch/stage-environment';
import { createStageHandler } from '../../pipeline/batch/stage-handler';
import { stagePorts } from '../../pipeline/batch/stage-ports';
import { settingsFor } from '../../pipeline/config/settings';
import { OrderStore } from '../../pipeline/orders/order-store';
import { withSelfCheck } from '../../pipeline/release/self-check';
import { stageChecks } from '../../pipeline/release/stage-checks';
import { INVENTORY_EVENTS, inventoryGroup } from './inventory';

const environment = readStageEnvironment(process.env);
const clients = stageClients();
const ports = stagePorts(environment, clients);
const orders = new OrderStore(clients.documents, environment.ordersTable);

const work = createStageHandler({
  stage: environment.stage,
  types: INVENTORY_EVENTS,
  ports,
  groupsAtOnce: environment.groupsAtOnce,
  handleGroup: inventoryGroup({ orders, counterTable: environment.counterTable, now: ports.now }),
  prepare: async () => {
    const config = await ports.config.read();
    return { settingsFor: (shopId: string) => settingsFor(config, shopId) };
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
