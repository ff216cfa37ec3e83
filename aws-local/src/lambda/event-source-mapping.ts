import type { Clock } from '../clock/clock';
import { AwsError } from '../http/aws-error';
import type { Queue } from '../sqs/engine';
import { changedDefinition, type MappingChange, type MappingDefinition } from './mapping-definition';
import { compileMappingFilters, validateMapping } from './mapping-limits';
import { type EventCounts, Poller, type PollerSettings } from './poller';

export type MappingState = 'Enabling' | 'Enabled' | 'Disabling' | 'Disabled' | 'Updating';

export interface MappingDescription {
  readonly uuid: string;
  readonly functionName: string;
  readonly queueArn: string;
  readonly state: MappingState;
  /** Whether it polls, or will when the transition is over. */
  readonly enabled: boolean;
  readonly batchSize: number;
  readonly maximumBatchingWindowSeconds: number;
  readonly filters: readonly string[];
  readonly maximumConcurrency: number | undefined;
  readonly reportBatchItemFailures: boolean;
  readonly lastModifiedMs: number;
  readonly lastProcessingResult: string;
  readonly counts: Readonly<EventCounts>;
}

/** How long a change takes. AWS does not say (aws-facts 4); its console shows seconds. */
const TRANSITION_MS = 1_000;

/**
 * An event source mapping from a queue to a function. A change takes effect at the end of a short transition, during which
 * polling goes on as before and another change is refused. Batches that started finish whatever happens.
 */
export class EventSourceMapping {
  public readonly uuid: string;
  readonly #clock: Clock;
  readonly #poller: Poller;
  #definition: MappingDefinition;
  #state: MappingState;
  #lastModifiedMs: number;
  #cancelTransition: () => void = () => undefined;
  readonly #onChange: (change: MappingChange) => void;
  #held: boolean;

  /** Starts in its final state: a deployment waits until the mapping is there. @throws AwsError InvalidParameterValueException */
  public constructor(options: {
    uuid: string;
    definition: MappingDefinition;
    queue: Queue;
    clock: Clock;
    invoke: (event: unknown) => Promise<unknown>;
    /** Polls only after `release`. */
    held?: boolean;
    /** Told what an update changed. */
    onChange?: (change: MappingChange) => void;
  }) {
    validateMapping(options.definition);
    const { uuid, definition, queue, clock, invoke } = options;
    this.uuid = uuid;
    this.#clock = clock;
    this.#definition = definition;
    this.#state = definition.enabled ? 'Enabled' : 'Disabled';
    this.#lastModifiedMs = clock.now();
    this.#poller = new Poller({ queue, clock, invoke, settings: settingsOf(definition) });
    this.#onChange = options.onChange ?? (() => undefined);
    this.#held = options.held ?? false;
    if (definition.enabled && !this.#held) this.#poller.start();
  }

  /** Begins what was held back. */
  public release(): void {
    if (!this.#held) return;
    this.#held = false;
    if (this.#state === 'Enabled') this.#poller.start();
  }

  public describe(): MappingDescription {
    const { functionName, queueArn, enabled, batchSize, maximumConcurrency, reportBatchItemFailures } =
      this.#definition;
    const { maximumBatchingWindowSeconds = 0, filters = [] } = this.#definition;
    return {
      uuid: this.uuid,
      functionName,
      queueArn,
      state: this.#state,
      enabled,
      batchSize,
      maximumBatchingWindowSeconds,
      filters,
      maximumConcurrency,
      reportBatchItemFailures,
      lastModifiedMs: this.#lastModifiedMs,
      lastProcessingResult: this.#poller.lastResult,
      counts: { ...this.#poller.counts },
    };
  }

  /** @throws AwsError ResourceInUseException during a transition, InvalidParameterValueException */
  public update(change: MappingChange): MappingDescription {
    if (this.#state !== 'Enabled' && this.#state !== 'Disabled') {
      throw new AwsError(
        'ResourceInUseException',
        `Cannot update the event source mapping because it is in use. It is in state ${this.#state}.`,
      );
    }
    const changed = changedDefinition(this.#definition, change);
    validateMapping(changed);
    if (changed.enabled === this.#definition.enabled) this.#state = 'Updating';
    else this.#state = changed.enabled ? 'Enabling' : 'Disabling';
    this.#definition = changed;
    this.#onChange(change);
    this.#lastModifiedMs = this.#clock.now();
    this.#cancelTransition = this.#clock.schedule(TRANSITION_MS, () => this.#apply());
    return this.describe();
  }

  public close(): void {
    this.#cancelTransition();
    this.#poller.close();
  }

  #apply(): void {
    this.#poller.configure(settingsOf(this.#definition));
    if (this.#definition.enabled && !this.#held) this.#poller.start();
    else this.#poller.stop();
    this.#state = this.#definition.enabled ? 'Enabled' : 'Disabled';
  }
}

const settingsOf = ({ filters = [], ...definition }: MappingDefinition): PollerSettings => ({
  batchSize: definition.batchSize,
  windowMs: (definition.maximumBatchingWindowSeconds ?? 0) * 1_000,
  passes: filters.length === 0 ? undefined : compileMappingFilters(filters),
  maximumConcurrency: definition.maximumConcurrency,
  reportBatchItemFailures: definition.reportBatchItemFailures,
});
