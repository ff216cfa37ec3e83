import type { FunctionDefinition } from '@coffee-shop/aws-local';
import {
  awsFailure,
  type CallAnswer,
  type Conductor,
  FAIR,
  type Fate,
  type HandlerCall,
} from '@coffee-shop/aws-local/faults';
import type { Finding } from '../../../simulation/audit/evidence';
import type { ReleasedCode } from '../../released/code';
import type { CoffeeShops } from './coffee-shops';
import { type Scenario, stage } from './scenario';

/**
 * A moment at which something goes wrong, once: the process dies before or after the n-th call (from 1) that the stages make in a scenario, or
 * the call is refused in a way that the SDK does not try again, and the process lives on with whatever it remembers.
 */
export interface CrashPoint {
  readonly scenario: string;
  readonly call: number;
  readonly when: 'before' | 'after' | 'refused';
  /** What is called: `payment dynamodb PutItem`. */
  readonly what: string;
}

export interface CrashViolation extends CrashPoint {
  readonly invariant: string;
  readonly orderId?: string;
  readonly detail: string;
}

/** The keeper's calls come by the clock and not by an order; it has tests of its own. */
const isStageCall = ({ functionName }: HandlerCall): boolean => /-(payment|inventory|fulfillment)$/.test(functionName);

const nameOf = ({ functionName, service, operation }: HandlerCall): string =>
  `${functionName.slice(functionName.lastIndexOf('-') + 1)} ${service} ${operation}`;

const refusal = ({ service }: HandlerCall): CallAnswer =>
  service === 'gateway'
    ? { status: 500, headers: {}, body: Buffer.from('{"error":{"type":"api_error","message":"a fault was injected"}}') }
    : awsFailure(400, 'ValidationException');

/** What the stages' first processes run, and what those run that take over from them; the current release where nothing is said. */
export interface TakeOver {
  readonly from?: ReleasedCode;
  readonly to?: ReleasedCode;
}

/** First come, first served; at one call something goes wrong. */
class OneCrash implements Conductor {
  public readonly calls: string[] = [];
  readonly #started = new Set<string>();
  public readonly pick = FAIR.pick;
  public readonly random = FAIR.random;
  public readonly arrivesOrphaned = FAIR.arrivesOrphaned;

  public constructor(
    private readonly at?: Pick<CrashPoint, 'call' | 'when'>,
    private readonly releases: TakeOver = {},
  ) {}

  public codePathOf({ environment: { STAGE = '' }, codePath }: FunctionDefinition): string {
    const release = this.#started.has(STAGE) ? this.releases.to : this.releases.from;
    this.#started.add(STAGE);
    return release?.get(STAGE) ?? codePath;
  }

  public fateOf(call: HandlerCall): Fate {
    if (!isStageCall(call)) return { kind: 'go' };
    this.calls.push(nameOf(call));
    if (this.calls.length !== this.at?.call) return { kind: 'go' };
    if (this.at.when === 'refused') return { kind: 'refuse', answer: refusal(call) };
    return { kind: this.at.when === 'before' ? 'crash-before' : 'crash-after' };
  }
}

let told = 0;

const tell = async (shops: CoffeeShops, scenario: Scenario, conductor: OneCrash): Promise<Finding[]> => {
  told += 1;
  const { expected, stopListening } = await stage(shops, scenario, `o-exhaustive-${told}`);
  shops.simulation.conductor = conductor;
  try {
    await shops.quiesce();
    const dead = shops.deadLetters().map(({ queue, body }) => ({
      invariant: 'nobodyDeadLettered',
      detail: `one mishap was enough for ${queue} to get ${body.slice(0, 200)}`,
    }));
    await shops.settle();
    return [...dead, ...(await shops.findings(expected))];
  } catch (error) {
    return [{ invariant: 'settles', detail: error instanceof Error ? error.message : String(error) }];
  } finally {
    stopListening();
  }
};

export interface Recorded {
  readonly findings: readonly Finding[];
  readonly points: readonly CrashPoint[];
}

const MISHAPS = ['before', 'after', 'refused'] as const;

/** Three points for each call. Each call begins with another one, so that every third point, too, is of all kinds. */
export const pointsOf = (scenario: string, calls: readonly string[]): CrashPoint[] =>
  calls.flatMap((what, at) =>
    MISHAPS.map((_, kind) => ({
      scenario,
      call: at + 1,
      when: MISHAPS[(kind + at) % MISHAPS.length] ?? 'before',
      what,
    })),
  );

/** The points of a scenario, found by telling it once without any mishap, and what is wrong with it even so. */
export const record = async (shops: CoffeeShops, scenario: Scenario): Promise<Recorded> => {
  const conductor = new OneCrash();
  const findings = await tell(shops, scenario, conductor);
  return { findings, points: pointsOf(scenario.name, conductor.calls) };
};

/** Tells a scenario in which something goes wrong at one point, and gives what the audit finds. */
export const crashAt = async (
  shops: CoffeeShops,
  scenario: Scenario,
  point: CrashPoint,
  releases?: TakeOver,
): Promise<CrashViolation[]> => {
  const findings = await tell(shops, scenario, new OneCrash(point, releases));
  return findings.map((finding) => ({ ...point, ...finding }));
};
