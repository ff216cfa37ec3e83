/** A bug that somebody might make: a change of the product's text, and where it shows. */
export interface PlantedBug {
  readonly name: string;
  /** Which stage is built with it. */
  readonly stage: 'payment' | 'inventory' | 'fulfillment';
  readonly file: string;
  readonly changes: readonly (readonly [from: string | RegExp, to: string])[];
  /** The scenario whose crash points, or refused calls, find it; unless given, seeded runs do. */
  readonly scenario?: string;
}

export const PLANTED_BUGS: readonly PlantedBug[] = [
  {
    name: 'the gateway is called before the intent is stored',
    stage: 'payment',
    file: 'stages/payment/charge.ts',
    changes: [
      [
        /(return await orders\.save\(\{ \.\.\.order, payment: paymentOpened\()/,
        'await gateway.confirm(intentId, event.detail.payment.token); $1',
      ],
    ],
    scenario: 'cancelled while being charged',
  },
  {
    name: 'events are published before the work is recorded',
    stage: 'payment',
    file: 'pipeline/orders/commit.ts',
    changes: [
      [
        'order: await orders.save(order, others) }',
        'order: (setTimeout(() => void orders.save(order, others).catch(() => undefined), 10), order) }',
      ],
    ],
    scenario: 'cancelled while the card is declined',
  },
  {
    name: 'a message is deleted before its events are published',
    stage: 'payment',
    file: 'pipeline/batch/handler.ts',
    changes: [
      [
        /const failures = await publisher\.publish\(([^;]+)\);/,
        'void publisher.publish($1); const failures = new Map<string, Error>();',
      ],
    ],
    scenario: 'fulfilled',
  },
  {
    name: 'stock is read, changed and written without a condition',
    stage: 'inventory',
    file: 'stages/inventory/stock-table.ts',
    changes: [
      [/const conditions = \[[\s\S]*?\n {6}\];/, 'const conditions: string[] = [];'],
      [
        /'ADD available :available, reserved :reserved, sold :sold'/,
        "read === undefined ? 'ADD available :available, reserved :reserved, sold :sold' : 'SET available = :available ADD reserved :reserved, sold :sold'",
      ],
      [
        /\.\.\.\(read !== undefined && \{ ':read': read \}\),/,
        "...(read !== undefined && { ':available': read + change.available }),",
      ],
      [/\.\.\.\(change\.reserved < 0 && \{ ':least': -change\.reserved \}\),/, ''],
    ],
  },
  {
    name: 'a cancellation ignores an open intent',
    stage: 'payment',
    file: 'stages/payment/give-back.ts',
    changes: [
      [/\n {4}case 'opened':\n {4}case 'pending':/, "\n    case 'pending':"],
      [/\n {4}case 'none':/, "\n    case 'opened':\n    case 'none':"],
    ],
    scenario: 'cancelled while being charged',
  },
  {
    name: 'the order gets its outcome before the intent is sealed',
    stage: 'payment',
    file: 'stages/payment/gateway/stripe.ts',
    changes: [
      [
        /const sealed = await cancel\(id, reason\);/,
        "void cancel(id, reason).catch(() => undefined); const sealed = { id, status: 'declined' as const, money: { amount: 0, currency: '' }, refundedAmount: 0 };",
      ],
    ],
    scenario: 'card declined',
  },
  {
    name: 'the processor keeps failed orders over invocations',
    stage: 'payment',
    file: 'pipeline/batch/followers.ts',
    changes: [
      [/ {2}const blockers = new Map<string, Failed>\(\);\n/, ''],
      [/export const handleInOrder/, 'const blockers = new Map<string, Failed>();\nexport const handleInOrder'],
    ],
    scenario: 'fulfilled',
  },
  {
    name: 'a refund is announced before it has succeeded',
    stage: 'payment',
    file: 'stages/payment/pending.ts',
    changes: [["if (status !== 'succeeded')", "if (status === 'due')"]],
    scenario: 'pending: a refund fails and is asked for again',
  },
  {
    name: 'a refund is asked for without looking at those before',
    stage: 'payment',
    file: 'stages/payment/gateway/stripe-refunds.ts',
    changes: [['const refunds = await list(intentId, []);', 'const refunds: Stripe.Refund[] = [];']],
    scenario: 'pending: a refund takes time',
  },
  {
    name: 'a pending payment has no check',
    stage: 'payment',
    file: 'pipeline/orders/commit.ts',
    changes: [['orders.save(order, others)', 'orders.save(order)']],
    scenario: 'pending: the bank pays',
  },
  {
    name: 'a check that comes again publishes nothing',
    stage: 'payment',
    file: 'stages/payment/check.ts',
    changes: [['if (published.length > 0)', 'if (published.length < 0)']],
    scenario: 'pending: the bank pays',
  },
];
