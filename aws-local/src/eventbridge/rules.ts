import type { Clock } from '../clock/clock';
import { AwsError } from '../http/aws-error';
import type { Section } from '../persistence/journal';
import type { BusEvent } from './bus-event';
import { compilePattern } from './pattern';
import { parseSchedule } from './schedule';
import { checkTarget, type Target } from './target';

export type RuleState = 'ENABLED' | 'DISABLED';

export interface RuleDefinition {
  readonly name: string;
  readonly busName: string;
  readonly eventPattern?: object;
  readonly scheduleExpression?: string;
  readonly state?: RuleState;
  readonly description?: string;
  /** Made by a deployment, which makes it anew at every start. */
  readonly ofStack?: boolean;
}

export interface Rule extends RuleDefinition {
  readonly arn: string;
  readonly state: RuleState;
  readonly targets: Map<string, Target>;
}

interface StoredRule {
  rule: Rule;
  matches: ((event: BusEvent) => boolean) | undefined;
  stopSchedule: () => void;
}

/** A rule that a client made: those of the stacks are made anew. */
interface KeptRule {
  readonly definition: RuleDefinition;
  readonly targets: readonly Target[];
}

/** What the rules have promised, over restarts. */
export interface KeptRules {
  /** By bus and name. */
  readonly rules: Section<KeptRule>;
  /** States that a client gave to rules of the stacks. */
  readonly states: Section<RuleState>;
}

export interface RulesOptions {
  readonly clock: Clock;
  /** `arn:aws:events:<region>:<account>:rule/` */
  readonly arnPrefix: string;
  /** Throws when there is no such bus. */
  readonly checkBus: (busName: string) => void;
  readonly onSchedule: (rule: Rule) => void;
  /** Notes what must outlive the process. */
  readonly kept?: KeptRules | undefined;
}

const DEFAULT_BUS = 'default';
const NAME = /^[.\-_A-Za-z0-9]{1,64}$/;
// Quotas of eb-quota.html: event pattern size, targets per rule; API_PutTargets: entries per request.
const MAX_PATTERN_LENGTH = 2048;
const MAX_TARGETS_PER_RULE = 5;
const MAX_TARGETS_PER_REQUEST = 10;
const NOTHING_TO_STOP = (): void => {};

const ruleKey = ({ busName, name }: Pick<RuleDefinition, 'busName' | 'name'>): string => `${busName} ${name}`;

/** Compiles the pattern of a rule, which has a quota of its own. @throws AwsError InvalidEventPatternException */
export const compileRulePattern = (eventPattern: object): ((event: BusEvent) => boolean) => {
  const { length } = JSON.stringify(eventPattern);
  if (length > MAX_PATTERN_LENGTH) {
    const reason = `it has ${length} characters, the quota is ${MAX_PATTERN_LENGTH}`;
    throw new AwsError('InvalidEventPatternException', `Event pattern is not valid. Reason: ${reason}`);
  }
  return compilePattern(eventPattern);
};

/** The rules of all buses, their targets and their schedules. */
export class Rules {
  readonly #options: RulesOptions;
  readonly #byBus = new Map<string, Map<string, StoredRule>>();
  readonly #restoredStates: Map<string, RuleState>;

  public constructor(options: RulesOptions) {
    this.#options = options;
    this.#restoredStates = new Map(options.kept?.states.restored());
  }

  /** Creates or replaces a rule; its targets stay. @throws AwsError for a bus, name, pattern or schedule that is not valid. */
  public put(definition: RuleDefinition): Rule {
    const { name, busName, eventPattern, scheduleExpression } = definition;
    this.#options.checkBus(busName);
    if (!NAME.test(name)) throw new AwsError('ValidationException', `Rule name ${name} is not valid.`);
    if (eventPattern === undefined && scheduleExpression === undefined) {
      throw new AwsError('ValidationException', 'Parameter(s) EventPattern or ScheduleExpression must be specified.');
    }
    if (scheduleExpression !== undefined && busName !== DEFAULT_BUS) {
      throw new AwsError('ValidationException', 'ScheduleExpression is supported only on the default event bus.');
    }
    const matches = eventPattern && compileRulePattern(eventPattern);
    if (scheduleExpression !== undefined) parseSchedule(scheduleExpression);
    const previous = this.#byBus.get(busName)?.get(name);
    const ruleOnBus = busName === DEFAULT_BUS ? name : `${busName}/${name}`;
    const rule = {
      ...definition,
      arn: this.#options.arnPrefix + ruleOnBus,
      state: this.#stateOf(definition),
      targets: previous?.rule.targets ?? new Map<string, Target>(),
    };
    previous?.stopSchedule();
    if (!this.#byBus.has(busName)) this.#byBus.set(busName, new Map());
    this.#byBus.get(busName)?.set(name, { rule, matches, stopSchedule: this.#startSchedule(rule) });
    this.#keep(rule);
    return rule;
  }

  /** Puts back the rules that a client made in an earlier process, except those whose bus is gone. */
  public restore(): void {
    for (const [key, { definition, targets }] of this.#options.kept?.rules.restored() ?? []) {
      try {
        const rule = this.put(definition);
        for (const target of targets) rule.targets.set(target.Id, target);
        this.#keep(rule);
      } catch {
        this.#options.kept?.rules.delete(key);
      }
    }
  }

  /** @throws AwsError ResourceNotFoundException. */
  public get(busName: string, name: string): Rule {
    return this.#stored(busName, name).rule;
  }

  /** The rules of a bus by name. @throws AwsError ResourceNotFoundException when there is no such bus. */
  public list(busName: string): Rule[] {
    this.#options.checkBus(busName);
    const rules = [...(this.#byBus.get(busName)?.values() ?? [])].map((stored) => stored.rule);
    return rules.sort((a, b) => (a.name < b.name ? -1 : 1));
  }

  public setState(busName: string, name: string, state: RuleState): void {
    const rule = this.put({ ...this.get(busName, name), state });
    if (rule.ofStack) this.#options.kept?.states.put(ruleKey(rule), state);
  }

  /** An unknown rule is no error. @throws AwsError ValidationException while the rule has targets. */
  public delete(busName: string, name: string): void {
    this.#options.checkBus(busName);
    const stored = this.#byBus.get(busName)?.get(name);
    if (stored === undefined) return;
    if (stored.rule.targets.size > 0) {
      throw new AwsError('ValidationException', "Rule can't be deleted since it has targets.");
    }
    stored.stopSchedule();
    this.#byBus.get(busName)?.delete(name);
    this.#options.kept?.rules.delete(ruleKey(stored.rule));
  }

  /** Adds targets or replaces those of the same id. @throws AwsError LimitExceededException beyond 5, ValidationException. */
  public putTargets(busName: string, name: string, targets: readonly Target[]): void {
    const { rule } = this.#stored(busName, name);
    if (targets.length === 0 || targets.length > MAX_TARGETS_PER_REQUEST) {
      throw new AwsError(
        'ValidationException',
        `Targets must have 1 to ${MAX_TARGETS_PER_REQUEST} members, not ${targets.length}.`,
      );
    }
    for (const target of targets) checkTarget(target);
    if (new Set([...rule.targets.keys(), ...targets.map((target) => target.Id)]).size > MAX_TARGETS_PER_RULE) {
      const message = `The requested resource exceeds the maximum number allowed: ${MAX_TARGETS_PER_RULE} targets per rule.`;
      throw new AwsError('LimitExceededException', message);
    }
    for (const target of targets) rule.targets.set(target.Id, { ...target });
    this.#keep(rule);
  }

  /** Removes targets; names those that the rule does not have. */
  public removeTargets(busName: string, name: string, ids: readonly string[]): { missingIds: string[] } {
    const { rule } = this.#stored(busName, name);
    const missingIds = ids.filter((id) => !rule.targets.delete(id));
    this.#keep(rule);
    return { missingIds };
  }

  /** The enabled rules of a bus whose pattern an event matches. */
  public *matching(busName: string, event: BusEvent): Generator<Rule> {
    for (const { rule, matches } of this.#byBus.get(busName)?.values() ?? []) {
      if (rule.state === 'ENABLED' && matches?.(event)) yield rule;
    }
  }

  /** Stops every schedule. */
  public close(): void {
    for (const rules of this.#byBus.values()) for (const stored of rules.values()) stored.stopSchedule();
  }

  /** A state that a client gave to a rule of the stacks holds over a restart, as it does over a deployment that changes nothing of the rule. */
  #stateOf(definition: RuleDefinition): RuleState {
    const key = ruleKey(definition);
    const restored = definition.ofStack ? this.#restoredStates.get(key) : undefined;
    this.#restoredStates.delete(key);
    return restored ?? definition.state ?? 'ENABLED';
  }

  #keep({ arn: _, targets, ...definition }: Rule): void {
    if (definition.ofStack) return;
    this.#options.kept?.rules.put(ruleKey(definition), { definition, targets: [...targets.values()] });
  }

  #stored(busName: string, name: string): StoredRule {
    this.#options.checkBus(busName);
    const stored = this.#byBus.get(busName)?.get(name);
    if (stored === undefined) {
      throw new AwsError('ResourceNotFoundException', `Rule ${name} does not exist on EventBus ${busName}.`);
    }
    return stored;
  }

  /** A rate is first due one period from now, then every period, without drift. */
  #startSchedule(rule: Rule): () => void {
    if (rule.scheduleExpression === undefined || rule.state === 'DISABLED') return NOTHING_TO_STOP;
    const { clock, onSchedule } = this.#options;
    const nextDue = parseSchedule(rule.scheduleExpression);
    let dueMs: number | undefined = clock.now();
    let cancel = NOTHING_TO_STOP;
    const arm = (): void => {
      dueMs = dueMs === undefined ? undefined : nextDue(dueMs);
      if (dueMs === undefined) return;
      cancel = clock.schedule(dueMs - clock.now(), () => {
        arm();
        onSchedule(rule);
      });
    };
    arm();
    return () => cancel();
  }
}
