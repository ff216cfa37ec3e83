import { stageDefinitions } from '../../../cdk/stage-definitions';
import { STAGES } from '../../../contracts/events/order-processor';
import { FULFILLMENT_EVENTS } from '../../../stages/fulfillment/fulfillment';
import { INVENTORY_EVENTS } from '../../../stages/inventory/inventory';
import { PAYMENT_EVENTS } from '../../../stages/payment/payment';

const understood = { payment: PAYMENT_EVENTS, inventory: INVENTORY_EVENTS, fulfillment: FULFILLMENT_EVENTS };

describe.each(STAGES)('the %s stage', (stage) => {
  it('is fed exactly the events that its code understands', () => {
    const { fromOrderManager, fromOrderProcessor } = stageDefinitions[stage].subscription;
    expect([...fromOrderManager, ...fromOrderProcessor].sort()).toEqual([...understood[stage]].sort());
  });
});
