import type { Journal, Section } from '../persistence/journal';
import type { MappingChange, MappingDefinition } from './mapping-definition';

interface KeptMapping {
  readonly uuid: string;
  /** As it was created: when the stacks say something else now, what they say counts. */
  readonly deployed: string;
  /** What was changed since, by an operator or by the breaker's keeper. */
  readonly change?: MappingChange;
}

const keyOf = ({ functionName, queueArn }: MappingDefinition): string => `${functionName} ${queueArn}`;

/** Mappings and what was changed of them, over restarts. */
export class KeptMappings {
  readonly #section: Section<KeptMapping>;
  readonly #restored: Map<string, KeptMapping>;
  readonly #changes = new Map<string, MappingChange>();

  public constructor(journal: Journal) {
    this.#section = journal.section('mappings');
    this.#restored = new Map(this.#section.restored());
  }

  /** What an earlier process left of a mapping; its changes only if it is deployed as it was then. */
  public claim(definition: MappingDefinition): Pick<KeptMapping, 'uuid' | 'change'> | undefined {
    const kept = this.#restored.get(keyOf(definition));
    if (kept === undefined) return undefined;
    return kept.deployed === JSON.stringify(definition) ? kept : { uuid: kept.uuid };
  }

  public created(uuid: string, definition: MappingDefinition, change: MappingChange | undefined): void {
    if (change !== undefined) this.#changes.set(uuid, change);
    this.#write(uuid, definition);
  }

  public changed(uuid: string, definition: MappingDefinition, change: MappingChange): void {
    this.#changes.set(uuid, { ...this.#changes.get(uuid), ...change });
    this.#write(uuid, definition);
  }

  #write(uuid: string, definition: MappingDefinition): void {
    const change = this.#changes.get(uuid);
    this.#section.put(keyOf(definition), { uuid, deployed: JSON.stringify(definition), ...(change && { change }) });
  }
}

export interface KeptInvocation {
  readonly functionArn: string;
  readonly event: unknown;
  /** How often it failed so far. */
  readonly retry: number;
}

/** Asynchronous invocations that were accepted and have not ended, over restarts. */
export class KeptInvocations {
  readonly #section: Section<KeptInvocation>;

  public constructor(journal: Journal) {
    this.#section = journal.section('invocations');
  }

  public put(id: string, invocation: KeptInvocation): void {
    this.#section.put(id, invocation);
  }

  public done(id: string): void {
    this.#section.delete(id);
  }

  public restored(): [id: string, invocation: KeptInvocation][] {
    return this.#section.restored();
  }
}
