import type { AccessRequest } from './policy/access-request';
import { namedKeys } from './policy/context-keys';
import { evaluate, type Policies, type Verdict } from './policy/evaluate';
import type { Principal } from './policy/principal';
import type { Statement } from './policy/statement';
import type { JudgedCall } from './record';

/** Of one principal; an order's calls need some dozens. Keys with many values (LeadingKeys) must not let them grow for ever. */
const MOST_REMEMBERED = 2_000;

/** What is remembered of an action on a resource: the resource's policy may be another one the next time. */
interface Known {
  readonly policy: Policies['resource'];
  readonly keys: readonly string[];
  readonly verdicts: Map<string, Verdict>;
}

/** Whether a statement may have a say in an action on a resource, whatever else the request has. */
const mayConcern = ({ actions, resources }: Statement, action: string, resource: string): boolean =>
  actions.covers(action, {}) &&
  (resources.written.some((written) => written.includes('${')) || resources.covers(resource, {}));

/** Decides what one principal asks for. Verdicts are remembered by action, resource and those condition keys that the policies name. */
export class Judge {
  readonly #principal: Principal;
  readonly #onJudged: (call: JudgedCall) => void;
  readonly #policiesFor: (resourceArn: string) => Policies;
  readonly #known = new Map<string, Known>();
  #remembered = 0;

  /**
   * @param policiesFor the policies that have a say in a resource; the principal's own must not change.
   * @param onJudged told of each verdict that is not a remembered one.
   */
  public constructor(
    principal: Principal,
    policiesFor: (resourceArn: string) => Policies,
    onJudged: (call: JudgedCall) => void = () => undefined,
  ) {
    this.#onJudged = onJudged;
    this.#principal = principal;
    this.#policiesFor = policiesFor;
  }

  public verdict(request: AccessRequest): Verdict {
    const policies = this.#policiesFor(request.resource);
    const { keys, verdicts } = this.#knownOf(request, policies);
    // Most statements have no conditions: what an order is called, say, must not make each of its calls another one.
    const asked = keys.length === 0 ? '' : JSON.stringify(keys.map((key) => request.context[key]));
    const remembered = verdicts.get(asked);
    if (remembered !== undefined) return remembered;
    const verdict = evaluate(this.#principal, request, policies);
    verdicts.set(asked, verdict);
    this.#onJudged({ principal: this.#principal, request, allowed: verdict.allowed });
    this.#remembered += 1;
    if (this.#remembered > MOST_REMEMBERED) this.#forget();
    return verdict;
  }

  #knownOf({ action, resource }: AccessRequest, { identity, resource: policy }: Policies): Known {
    const place = `${action} ${resource}`;
    const known = this.#known.get(place);
    if (known?.policy === policy) return known;
    const concerning = [...identity, ...policy].filter((statement) => mayConcern(statement, action, resource));
    const made: Known = { policy, keys: [...namedKeys(concerning)], verdicts: new Map() };
    this.#known.set(place, made);
    return made;
  }

  #forget(): void {
    this.#known.clear();
    this.#remembered = 0;
  }
}
