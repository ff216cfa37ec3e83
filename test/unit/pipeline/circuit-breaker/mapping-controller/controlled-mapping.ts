import {
  GetEventSourceMappingCommand,
  type LambdaClient,
  ResourceInUseException,
  UpdateEventSourceMappingCommand,
} from '@aws-sdk/client-lambda';
import { breakerKeeper, type Keeper } from '../../../../../pipeline/circuit-breaker/mapping-controller/controller';
import {
  type IntentStore,
  type KeeperIntent,
  NO_INTENT,
} from '../../../../../pipeline/circuit-breaker/mapping-controller/intent';
import { DEFAULT_BREAKER_SETTINGS as settings } from '../../../../../pipeline/circuit-breaker/settings';
import { type BreakerState, closed, INITIAL_STATE, opened } from '../../../../../pipeline/circuit-breaker/state';

export type KeeperRequest = 'read intent' | 'write intent' | 'read breaker' | 'describe' | 'update' | 'sleep';

/** A mapping at Lambda, the keeper's records about it, and the breaker that it is kept in line with. */
export class KeptMapping {
  nowMs = Date.UTC(2026, 0, 5, 8);
  breaker: BreakerState = INITIAL_STATE;
  intent: KeeperIntent = NO_INTENT;
  enabled = true;
  maximumConcurrency = 10;
  updates = 0;
  slept = 0;
  /** Requests for which a change stays in transition. */
  transitionLength = 0;
  /** Thrown in place of the answer to the next update, which is made if `isMade`. */
  updateFailure: { readonly error: Error; readonly isMade: boolean } | undefined;
  #requestsInTransition = 0;
  readonly #yield: (request: KeeperRequest) => Promise<void>;

  /** @param otherRunsGoFirst is waited for before each request. */
  constructor(otherRunsGoFirst: (request: KeeperRequest) => Promise<void> = async () => undefined) {
    this.#yield = otherRunsGoFirst;
  }

  open(): void {
    this.breaker = opened(this.breaker, 'down', this.nowMs, settings);
  }

  close(): void {
    this.breaker = closed(this.breaker, this.nowMs);
  }

  byHand(change: { readonly enabled?: boolean; readonly maximumConcurrency?: number }): void {
    Object.assign(this, change);
  }

  keeper(): Keeper {
    const intents: IntentStore = {
      read: async () => {
        await this.#yield('read intent');
        return this.intent;
      },
      write: async (next) => {
        await this.#yield('write intent');
        if (next.version !== this.intent.version + 1) return false;
        this.intent = next;
        return true;
      },
    };
    const answer = async (command: unknown): Promise<unknown> => {
      await this.#yield(command instanceof UpdateEventSourceMappingCommand ? 'update' : 'describe');
      if (command instanceof GetEventSourceMappingCommand) return this.#describe();
      if (command instanceof UpdateEventSourceMappingCommand) return this.#update(command);
      throw new Error('the keeper may only read and update its mapping');
    };
    return breakerKeeper({
      lambda: { send: answer } as Pick<LambdaClient, 'send'>,
      breakers: {
        read: async () => {
          await this.#yield('read breaker');
          return this.breaker;
        },
      },
      intents,
      mappingId: 'the-mapping',
      configuredConcurrency: 10,
      now: () => this.nowMs,
      sleep: async () => {
        this.slept += 1;
        await this.#yield('sleep');
      },
    });
  }

  get #isInTransition(): boolean {
    this.#requestsInTransition = Math.max(0, this.#requestsInTransition - 1);
    return this.#requestsInTransition > 0;
  }

  #describe(): unknown {
    const State = this.#isInTransition ? 'Updating' : this.enabled ? 'Enabled' : 'Disabled';
    return { State, ScalingConfig: { MaximumConcurrency: this.maximumConcurrency } };
  }

  #update({ input }: UpdateEventSourceMappingCommand): unknown {
    expect(input.UUID).toBe('the-mapping');
    if (this.#isInTransition) throw new ResourceInUseException({ message: 'in use', $metadata: {} });
    const failure = this.updateFailure;
    this.updateFailure = undefined;
    if (failure && !failure.isMade) throw failure.error;
    this.updates += 1;
    this.enabled = input.Enabled ?? this.enabled;
    this.maximumConcurrency = input.ScalingConfig?.MaximumConcurrency ?? this.maximumConcurrency;
    this.#requestsInTransition = this.transitionLength + 1;
    if (failure) throw failure.error;
    return {};
  }
}
