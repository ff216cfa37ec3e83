import type { FunctionDefinition } from '@coffee-shop/aws-local';
import type { Conductor, Fate, HandlerCall } from '@coffee-shop/aws-local/faults';
import { awsFailure, type CallAnswer } from '@coffee-shop/aws-local/faults';
import { pick, type Random, seededRandom } from '../../../simulation/random';
import type { OutageMode } from '../../../simulation/stripe/faults';
import type { ReleasedCode } from '../../released/code';
import type { CoffeeShops } from './coffee-shops';
import { GATEWAY_ANSWERS } from './gateway-answers';

const GATEWAY_FAULTS = {
  'gateway-500-before-effect': 'error-before-effect',
  'gateway-500-after-effect': 'error-after-effect',
  'gateway-rate-limit': 'rate-limited',
  'gateway-misuse': 'misuse',
} as const;

const refuse = (status: number, error: object): Fate => ({
  kind: 'refuse',
  answer: { status, headers: {}, body: Buffer.from(JSON.stringify({ error })) },
});

const OUTAGE_FATES: Readonly<Record<OutageMode, Fate>> = {
  refused: { kind: 'cut', takesEffect: false },
  '503': refuse(503, { type: 'api_error', message: 'an outage' }),
  unauthorized: refuse(401, { type: 'invalid_request_error', message: 'Invalid API Key provided.' }),
  misuse: refuse(400, { type: 'invalid_request_error', code: 'parameter_unknown', param: 'foo', message: 'Unknown.' }),
  hanging: { kind: 'silence', takesEffect: false },
};

/** How often each kind of fault is drawn among those that a call can meet. */
const WEIGHTS: Readonly<Record<string, number>> = {
  'crash-before': 3,
  'crash-after': 3,
  'connection-cut': 1,
  'lost-answer': 3,
  timeout: 1,
  'timeout-after-effect': 1,
  'no-answer': 1,
  'no-answer-after-effect': 2,
  'slow-call': 2,
  'late-call': 2,
  zombie: 2,
  'zombie-fails-late': 1,
  throttle: 3,
  'server-error': 2,
  'transaction-conflict': 3,
  'unprocessed-keys': 2,
  'condition-failed': 3,
  'request-refused': 1,
  'gateway-500-before-effect': 3,
  'gateway-500-after-effect': 3,
  'gateway-rate-limit': 2,
  'gateway-misuse': 2,
  'gateway-refusal': 8,
  'gateway-lie': 8,
};

const ANYWHERE = [
  'crash-before',
  'crash-after',
  'connection-cut',
  'lost-answer',
  'timeout',
  'timeout-after-effect',
  'no-answer',
  'no-answer-after-effect',
  'slow-call',
  'late-call',
  'zombie',
  'zombie-fails-late',
];

const kindsFor = ({ service, operation }: HandlerCall): string[] => {
  switch (service) {
    case 'dynamodb':
      return [
        ...ANYWHERE,
        'throttle',
        'server-error',
        'request-refused',
        ...(operation === 'TransactWriteItems' || operation === 'PutItem' ? ['transaction-conflict'] : []),
        ...(operation === 'TransactWriteItems' ? ['condition-failed'] : []),
        ...(operation === 'BatchGetItem' ? ['unprocessed-keys'] : []),
      ];
    case 'gateway':
      return [...ANYWHERE, ...Object.keys(GATEWAY_FAULTS), ...Object.keys(GATEWAY_ANSWERS)];
    default:
      return [...ANYWHERE, 'throttle', 'server-error'];
  }
};

const THROTTLES: Readonly<Record<string, string>> = {
  dynamodb: 'ProvisionedThroughputExceededException',
  eventbridge: 'ThrottlingException',
  sqs: 'ThrottlingException',
  secretsmanager: 'ThrottlingException',
};

const transactionConflict = ({ operation, request }: HandlerCall): CallAnswer => {
  if (operation === 'PutItem') return awsFailure(400, 'TransactionConflictException');
  const { TransactItems } = JSON.parse(request.body.toString('utf8')) as { TransactItems: unknown[] };
  const CancellationReasons = TransactItems.map((_, at) => ({ Code: at === 0 ? 'TransactionConflict' : 'None' }));
  return awsFailure(400, 'TransactionCanceledException', { CancellationReasons });
};

/** The condition of one item of a transaction does not hold, of whichever. */
const conditionFailed = ({ request }: HandlerCall, random: Random): CallAnswer => {
  const { TransactItems } = JSON.parse(request.body.toString('utf8')) as { TransactItems: unknown[] };
  const failed = Math.floor(random.next() * TransactItems.length);
  const CancellationReasons = TransactItems.map((_, at) => ({
    Code: at === failed ? 'ConditionalCheckFailed' : 'None',
  }));
  return awsFailure(400, 'TransactionCanceledException', { CancellationReasons });
};

const unprocessed = ({ request }: HandlerCall): CallAnswer => {
  const { RequestItems } = JSON.parse(request.body.toString('utf8')) as { RequestItems: object };
  return {
    status: 200,
    headers: { 'content-type': 'application/x-amz-json-1.0' },
    body: Buffer.from(JSON.stringify({ Responses: {}, UnprocessedKeys: RequestItems })),
  };
};

/** Part of the commits of stock that meet a delivery which the foundation books between their read and their write. */
const DELIVERED_SHARE = 0.1;

/** The key of the first stock item that a transaction writes. */
const stockWrittenBy = ({ operation, request }: HandlerCall): string | undefined =>
  operation === 'TransactWriteItems' ? request.body.toString('utf8').match(/"(stock#[^"]+)"/)?.[1] : undefined;

const MOST_APART_MS = 5_000;
/** Beyond the longest visibility timeout of a stage (180 s), so that somebody else works on the message when the call arrives. */
const LATE_MS = 200_000;
/** A change of a mapping cannot be made on condition: one that came minutes late looks like an operator's (docs/guarantees.md says what is assumed). */
const LATEST_AT_LAMBDA_MS = 50_000;

const lateMs = ({ service }: HandlerCall, delayMs: number): number =>
  service === 'lambda' ? Math.min(delayMs, LATEST_AT_LAMBDA_MS) : delayMs;

export interface SeededFaultsOptions {
  readonly seed: number;
  readonly shops: Pick<CoffeeShops, 'environment' | 'deliverStock'>;
  /** Part of the calls that meet a fault. */
  readonly share: number;
  /** Faults to make at most: a run has to end. */
  readonly most: number;
  /** The release that runs beside this one. */
  readonly released: ReleasedCode;
  /** Part of the new processes that run it. */
  readonly releasedShare: number;
  readonly count: (kind: string) => void;
}

/** A conductor that draws from one seed which call goes next and what becomes of it. */
export class SeededFaults implements Conductor {
  /** Answers calls to the config table with errors while it is true. */
  public configUnreadable = false;
  /** What becomes of every call to the gateway while it is set. */
  public gatewayOutage: OutageMode | undefined;
  /** Answers calls to the breaker's item with errors while it is true. */
  public breakerStoreDown = false;
  readonly #options: SeededFaultsOptions;
  readonly #order: Random;
  readonly #fates: Random;
  readonly #chance: Random;
  #left: number;

  public constructor(options: SeededFaultsOptions) {
    this.#options = options;
    this.#order = seededRandom(options.seed, 'order');
    this.#fates = seededRandom(options.seed, 'fates');
    this.#chance = seededRandom(options.seed, 'chance');
    this.#left = options.most;
  }

  public pick(count: number): number | undefined {
    if (this.#order.next() < 0.2) return undefined;
    return Math.floor(this.#order.next() * count);
  }

  public random(): number {
    return this.#chance.next();
  }

  /** Any two clocks are at most five seconds apart. */
  public clockAheadMs(processNumber: number): number {
    return Math.round((seededRandom(this.#options.seed, `clock ${processNumber}`).next() - 0.5) * MOST_APART_MS);
  }

  public codePathOf({ environment, codePath }: FunctionDefinition, processNumber: number): string {
    const { seed, released, releasedShare } = this.#options;
    const older = released.get(environment.STAGE ?? '');
    if (
      older === undefined ||
      seededRandom(seed, `${environment.STAGE} release ${processNumber}`).next() >= releasedShare
    )
      return codePath;
    this.#options.count('older-release');
    return older;
  }

  public arrivesOrphaned(): boolean {
    return this.#fates.next() < 0.5;
  }

  public fateOf(call: HandlerCall): Fate {
    if (this.configUnreadable && call.operation === 'BatchGetItem' && isConfigRead(call)) {
      this.#options.count('config-unreadable');
      return { kind: 'refuse', answer: awsFailure(500, 'InternalServerError') };
    }
    if (this.breakerStoreDown && isBreakerCall(call)) {
      this.#options.count('breaker-store-failed');
      return { kind: 'refuse', answer: awsFailure(500, 'InternalServerError') };
    }
    if (this.gatewayOutage !== undefined && call.service === 'gateway') {
      this.#options.count(`gateway-${this.gatewayOutage}`);
      return OUTAGE_FATES[this.gatewayOutage];
    }
    const stock = stockWrittenBy(call);
    if (stock !== undefined && this.#fates.next() < DELIVERED_SHARE) {
      this.#options.count('stock-delivered');
      return { kind: 'meanwhile', happens: () => this.#options.shops.deliverStock(stock, 1) };
    }
    if (this.#left <= 0 || this.#fates.next() >= this.#options.share) return { kind: 'go' };
    this.#left -= 1;
    const kinds = kindsFor(call);
    const kind = pick(
      this.#fates,
      kinds.flatMap((one) => Array<string>(WEIGHTS[one] ?? 1).fill(one)),
    );
    this.#options.count(kind);
    return this.#fate(kind, call);
  }

  #fate(kind: string, call: HandlerCall): Fate {
    switch (kind) {
      case 'crash-before':
      case 'crash-after':
        return { kind };
      case 'connection-cut':
        return { kind: 'cut', takesEffect: false };
      case 'lost-answer':
        return { kind: 'cut', takesEffect: true };
      case 'timeout':
      case 'timeout-after-effect':
        return { kind: 'freeze', takesEffect: kind === 'timeout-after-effect' };
      case 'no-answer':
      case 'no-answer-after-effect':
        return { kind: 'silence', takesEffect: kind === 'no-answer-after-effect' };
      case 'slow-call':
        return { kind: 'hold', delayMs: Math.ceil(this.#fates.next() * 8_000) };
      case 'late-call':
        return { kind: 'hold', delayMs: lateMs(call, LATE_MS + Math.ceil(this.#fates.next() * LATE_MS)) };
      case 'zombie':
        return { kind: 'zombie', delayMs: lateMs(call, LATE_MS) };
      case 'zombie-fails-late':
        return { kind: 'zombie', delayMs: lateMs(call, LATE_MS), answer: awsFailure(500, 'InternalServerError') };
      case 'throttle':
        return { kind: 'refuse', answer: awsFailure(400, THROTTLES[call.service] ?? 'ThrottlingException') };
      case 'server-error':
        return { kind: 'refuse', answer: awsFailure(500, 'InternalServerError') };
      case 'transaction-conflict':
        return { kind: 'refuse', answer: transactionConflict(call) };
      case 'condition-failed':
        return { kind: 'refuse', answer: conditionFailed(call, this.#fates) };
      case 'request-refused':
        return { kind: 'refuse', answer: awsFailure(400, 'ValidationException') };
      case 'unprocessed-keys':
        return { kind: 'refuse', answer: unprocessed(call) };
      default: {
        const answers = GATEWAY_ANSWERS[kind];
        const fault = answers
          ? pick(this.#fates, answers)
          : { kind: GATEWAY_FAULTS[kind as keyof typeof GATEWAY_FAULTS] };
        this.#options.shops.environment.gateway.faults.failNext(fault);
        return { kind: 'go' };
      }
    }
  }
}

const isBreakerCall = ({ service, request }: HandlerCall): boolean =>
  service === 'dynamodb' && request.body.includes('"breaker#');

const isConfigRead = ({ request }: HandlerCall): boolean => request.body.includes('"order-processor"');
