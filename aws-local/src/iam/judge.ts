import type { AccessRequest } from './policy/access-request';
import { namedKeys } from './policy/context-keys';
import { evaluate, type Policies, type Verdict } from './policy/evaluate';
import type { Principal } from './policy/principal';
import type { JudgedCall } from './record';

/** Of one principal; an order's calls need some dozens. Keys with many values (LeadingKeys) must not let them grow for ever. */
const MOST_REMEMBERED = 2_000;

/** What is remembered of a resource: its policy may be another one the next time. */
interface Known {
  readonly policy: Policies['resource'];
  readonly keys: readonly string[];
  readonly verdicts: Map<string, Verdict>;
}

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
    const { keys, verdicts } = this.#knownOf(request.resource, policies);
    const asked =
      keys.length === 0 ? request.action : JSON.stringify([request.action, keys.map((key) => request.context[key])]);
    const remembered = verdicts.get(asked);
    if (remembered !== undefined) return remembered;
    const verdict = evaluate(this.#principal, request, policies);
    verdicts.set(asked, verdict);
    this.#onJudged({ principal: this.#principal, request, allowed: verdict.allowed });
    this.#remembered += 1;
    if (this.#remembered > MOST_REMEMBERED) this.#forget();
    return verdict;
  }

  #knownOf(resource: string, { identity, resource: policy }: Policies): Known {
    const known = this.#known.get(resource);
    if (known?.policy === policy) return known;
    const made: Known = { policy, keys: [...namedKeys([...identity, ...policy])], verdicts: new Map() };
    this.#known.set(resource, made);
    return made;
  }

  #forget(): void {
    this.#known.clear();
    this.#remembered = 0;
  }
}
