import type { AccessRequest } from './policy/access-request';
import type { Principal } from './policy/principal';
import type { Statement } from './policy/statement';

/** That a statement let an action through. */
export interface Use {
  readonly origin: string;
  /** The statement's place in its policy, from 0. */
  readonly index: number;
  readonly action: string;
}

/** A call that was denied. */
export interface Denial {
  /** The role or service that asked. */
  readonly who: string;
  /** The function that ran in the role; missing if none did. */
  readonly functionName?: string;
  readonly action: string;
  readonly resource: string;
  /** What the caller was told, in AWS's words. */
  readonly message: string;
  /** The statement that is missing, or the one that denies it. */
  readonly missing: string;
}

/** A request that was judged. Those that differ in nothing that the policies name are judged once. */
export interface JudgedCall {
  readonly principal: Principal;
  readonly request: AccessRequest;
  readonly allowed: boolean;
}

export type Noted = { readonly use: Use } | { readonly denial: Denial } | { readonly call: JudgedCall };

/** A rule that a queue does not let in may be denied with every event, for days. */
const MOST_DENIALS = 1_000;

/** Notes each use of a statement once, and every denial. */
export class AccessRecord {
  readonly #onNoted: (noted: Noted) => void;
  readonly #uses = new Map<string, Use>();
  readonly #denials: Denial[] = [];
  readonly #noted = new WeakMap<readonly Statement[], string>();

  /** @param onNoted told of each use that is new, of each denial and of each judged call. */
  public constructor(onNoted: (noted: Noted) => void = () => undefined) {
    this.#onNoted = onNoted;
  }

  public get uses(): readonly Use[] {
    return [...this.#uses.values()];
  }

  /** The latest thousand. */
  public get denials(): readonly Denial[] {
    return this.#denials;
  }

  /** @param by the statements of a verdict: what is remembered comes again and again, and is noted once. */
  public allowed(by: readonly Statement[], action: string): void {
    if (this.#noted.get(by) === action) return;
    this.#noted.set(by, action);
    for (const { origin, index } of by) this.note({ use: { origin, index, action } });
  }

  public note(noted: Noted): void {
    if ('denial' in noted) {
      this.#denials.push(noted.denial);
      if (this.#denials.length > MOST_DENIALS) this.#denials.shift();
    }
    if ('use' in noted) {
      const { origin, index, action } = noted.use;
      const key = `${origin}\n${index}\n${action}`;
      if (this.#uses.has(key)) return;
      this.#uses.set(key, noted.use);
    }
    this.#onNoted(noted);
  }
}

/** An action of a statement, as the policy has it, and whether anything went through by it. */
export interface GrantedAction {
  readonly origin: string;
  readonly sid: string | undefined;
  readonly action: string;
  readonly used: boolean;
}

const patternOf = (action: string): RegExp =>
  new RegExp(
    `^${action
      .replaceAll(/[.+^${}()|[\]\\]/g, '\\$&')
      .replaceAll('*', '.*')
      .replaceAll('?', '.')}$`,
    'i',
  );

/** Everything that statements allow, action by action. Pure. */
export const grantedActions = (granted: readonly Statement[], uses: readonly Use[]): GrantedAction[] =>
  granted.flatMap(({ origin, index, sid, actions }) => {
    const ofStatement = uses.filter((use) => use.origin === origin && use.index === index);
    return actions.written.map((action) => {
      const pattern = patternOf(action);
      return { origin, sid, action, used: ofStatement.some((use) => pattern.test(use.action)) };
    });
  });
