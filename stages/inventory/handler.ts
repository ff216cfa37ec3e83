import { stageClients } from '../../pipeline/batch/stage-clients';
import { readStageEnvironment } from '../../pipeline/batch/stage-environment';
import { createStageHandler } from '../../pipeline/batch/stage-handler';
import { stagePorts } from '../../pipeline/batch/stage-ports';
import { settingsFor } from '../../pipeline/config/settings';
import { OrderStore } from '../../pipeline/orders/order-store';
import { INVENTORY_EVENTS, inventoryGroup } from './inventory';

const environment = readStageEnvironment(process.env);
const clients = stageClients();
const ports = stagePorts(environment, clients);
const orders = new OrderStore(clients.documents, environment.ordersTable);

export const handler = createStageHandler({
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
