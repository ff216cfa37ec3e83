import { AFTERMATH_SCENARIOS } from './aftermath-scenarios';
import { PENDING_SCENARIOS } from './pending-scenarios';
import { cancelledAfter, placed, type Scenario } from './scenario';

/** Every outcome of the domain, and a cancellation at every point of an order's life. */
export const SCENARIOS: readonly Scenario[] = [
  { name: 'fulfilled', steps: placed, mayEnd: ['fulfilled'] },
  { name: 'fulfilled, stock falls low', steps: placed, mayEnd: ['fulfilled'], stock: 5 },
  {
    name: 'fulfilled without confirmation',
    steps: [{ type: 'Order Created', atMs: 0 }],
    mayEnd: ['fulfilled'],
    orderProcessor: { processing: { requireConfirmation: false } },
  },
  {
    name: 'confirmed at once',
    steps: [
      { type: 'Order Created', atMs: 0 },
      { type: 'Order Confirmed', atMs: 0 },
    ],
    mayEnd: ['fulfilled'],
  },
  {
    name: 'confirmed before created',
    steps: [
      { type: 'Order Confirmed', atMs: 0 },
      { type: 'Order Created', atMs: 1_000 },
    ],
    mayEnd: ['fulfilled'],
  },
  { name: 'ready before scheduled', steps: [{ type: 'Order Ready', atMs: 0 }, ...placed], mayEnd: ['fulfilled'] },
  { name: 'card declined', steps: placed, mayEnd: ['failed'], token: 'pm_card_chargeDeclined' },
  {
    name: 'shop closed',
    steps: placed,
    mayEnd: ['failed'],
    neverAtGateway: true,
    shopConfig: { storeOpen: false },
  },
  { name: 'invalid total', steps: placed, mayEnd: ['failed'], neverAtGateway: true, total: 1 },
  { name: 'nothing to pay', steps: placed, mayEnd: ['fulfilled'], neverAtGateway: true, isFree: true },
  {
    name: 'nothing to pay, cancelled after scheduling',
    steps: cancelledAfter('Delivery Scheduled'),
    mayEnd: ['cancelled'],
    neverAtGateway: true,
    isFree: true,
  },
  { name: 'out of stock', steps: placed, mayEnd: ['failed'], stock: 1 },
  { name: 'kitchen full', steps: placed, mayEnd: ['failed'], shopConfig: { maxOrdersInQueue: 0 } },
  { name: 'too many open orders', steps: placed, mayEnd: ['failed'], shopConfig: { maxOrdersPerUser: 0 } },
  {
    name: 'cancelled before created',
    steps: [
      { type: 'Order Cancelled', atMs: 0 },
      { type: 'Order Created', atMs: 1_000 },
      { type: 'Order Confirmed', atMs: 2_000 },
    ],
    mayEnd: ['cancelled'],
  },
  {
    name: 'cancelled while being charged',
    steps: [...placed, { type: 'Order Cancelled', atMs: 0 }],
    mayEnd: ['cancelled'],
  },
  {
    name: 'cancelled while the card is declined',
    steps: [...placed, { type: 'Order Cancelled', atMs: 0 }],
    mayEnd: ['failed', 'cancelled'],
    token: 'pm_card_chargeDeclined',
  },
  {
    name: 'cancelled between charge and confirmation',
    steps: cancelledAfter('Payment Processed'),
    mayEnd: ['cancelled'],
  },
  { name: 'cancelled while validated', steps: cancelledAfter('Payment Validated'), mayEnd: ['cancelled'] },
  { name: 'cancelled after allocation', steps: cancelledAfter('Inventory Allocated'), mayEnd: ['cancelled'] },
  { name: 'cancelled after scheduling', steps: cancelledAfter('Delivery Scheduled'), mayEnd: ['cancelled'] },
  {
    name: 'cancelled while handed over',
    steps: [
      ...placed,
      { type: 'Order Ready', atMs: 1_000, after: 'Delivery Scheduled' },
      { type: 'Order Cancelled', atMs: 1_000, after: 'Delivery Scheduled' },
    ],
    mayEnd: ['cancelled', 'fulfilled'],
  },
  { name: 'cancelled after fulfilment', steps: cancelledAfter('Order Fulfilled'), mayEnd: ['fulfilled'] },
  {
    name: 'cancelled after a declined card',
    steps: cancelledAfter('Order Failed'),
    mayEnd: ['failed'],
    token: 'pm_card_chargeDeclined',
  },
  {
    name: 'cancelled while stock is refused',
    steps: cancelledAfter('Inventory Rejected'),
    mayEnd: ['failed'],
    stock: 1,
  },
  {
    name: 'cancelled while the kitchen refuses',
    steps: cancelledAfter('Fulfillment Rejected'),
    mayEnd: ['failed'],
    shopConfig: { maxOrdersInQueue: 0 },
  },
  ...PENDING_SCENARIOS,
  ...AFTERMATH_SCENARIOS,
];
