import { type Conductor, FAIR, type Fate, type HandlerCall } from '../../../local/faults/simulation';
import type { Finding } from '../../../ops/audit/evidence';
import type { CoffeeShops } from './coffee-shops';
import { type Scenario, stage } from './scenarios';

/** A moment at which a process dies: before or after the n-th call (from 1) that the stages make in a scenario. */
export interface CrashPoint {
  readonly scenario: string;
  readonly call: number;
  readonly when: 'before' | 'after';
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

/** First come, first served; at one call the process dies. */
class OneCrash implements Conductor {
  public readonly calls: string[] = [];
  public readonly pick = FAIR.pick;
  public readonly random = FAIR.random;
  public readonly arrivesOrphaned = FAIR.arrivesOrphaned;

  public constructor(private readonly at?: Pick<CrashPoint, 'call' | 'when'>) {}

  public fateOf(call: HandlerCall): Fate {
    if (!isStageCall(call)) return { kind: 'go' };
    this.calls.push(nameOf(call));
    if (this.calls.length !== this.at?.call) return { kind: 'go' };
    return { kind: this.at.when === 'before' ? 'crash-before' : 'crash-after' };
  }
}

let told = 0;

const tell = async (shops: CoffeeShops, scenario: Scenario, conductor: OneCrash): Promise<Finding[]> => {
  told += 1;
  const { expected, stopListening } = await stage(shops, scenario, `o-exhaustive-${told}`);
  shops.simulation.conductor = conductor;
  try {
    await shops.settle();
    return await shops.findings(expected);
  } catch (error) {
    return [{ invariant: 'settles', detail: error instanceof Error ? error.message : String(error) }];
  } finally {
    stopListening();
  }
};

/** The points of a scenario, found by telling it once without a crash. @throws Error if it goes wrong even so. */
export const crashPointsOf = async (shops: CoffeeShops, scenario: Scenario): Promise<CrashPoint[]> => {
  const record = new OneCrash();
  const findings = await tell(shops, scenario, record);
  if (findings.length > 0) throw new Error(`${scenario.name} fails without any crash: ${JSON.stringify(findings)}`);
  return record.calls.flatMap((what, at) =>
    (['before', 'after'] as const).map((when) => ({ scenario: scenario.name, call: at + 1, when, what })),
  );
};

/** Tells a scenario in which a process dies at one point, and gives what the audit finds. */
export const crashAt = async (shops: CoffeeShops, scenario: Scenario, point: CrashPoint): Promise<CrashViolation[]> => {
  const findings = await tell(shops, scenario, new OneCrash(point));
  return findings.map((finding) => ({ ...point, ...finding }));
};
