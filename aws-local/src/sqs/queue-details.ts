import { randomUUID } from 'node:crypto';
import { checkedSettings } from './dead-letter';
import type { KeptQueue, QueueRecord } from './kept';
import type { QueueContext } from './queue-context';
import { defaultAttributes, type QueueAttributes, type QueueSettings, withAttributes } from './queue-settings';

/** What a queue is apart from its messages: attributes, tags, when it was made and changed. */
export class QueueDetails {
  /** Receipt handles carry it. */
  public readonly id: string;
  /** The DeduplicationScope that it was made with. */
  public readonly createdScope: string | undefined;
  readonly #queue: { readonly arn: string; readonly fifo: boolean };
  readonly #context: QueueContext;
  readonly #kept: KeptQueue | undefined;
  readonly #createdMs: number;
  #modifiedMs: number;
  #attributes: QueueAttributes;
  #settings: QueueSettings;
  #tags: Readonly<Record<string, string>>;

  /** @throws AwsError for attributes that are not valid. */
  public constructor(
    queue: { readonly arn: string; readonly fifo: boolean },
    attributes: QueueAttributes,
    context: QueueContext,
    kept: KeptQueue | undefined,
    record?: QueueRecord,
  ) {
    this.#queue = queue;
    this.#context = context;
    this.#kept = kept;
    this.id = record?.id ?? randomUUID();
    this.#tags = record?.tags ?? {};
    this.#modifiedMs = context.clock.now();
    this.#createdMs = record?.createdMs ?? this.#modifiedMs;
    this.#attributes = withAttributes(defaultAttributes(queue.fifo), attributes, queue.fifo);
    this.#settings = checkedSettings(queue, this.#attributes, context);
    this.createdScope = record?.createdScope ?? this.#attributes.DeduplicationScope;
    if (record === undefined) this.#write();
  }

  public get settings(): QueueSettings {
    return this.#settings;
  }

  public get tags(): Readonly<Record<string, string>> {
    return this.#tags;
  }

  /** By their API names, without what counts messages. */
  public describe(): Record<string, string> {
    return {
      ...this.#attributes,
      ...(this.#queue.fifo && { FifoQueue: 'true' }),
      QueueArn: this.#queue.arn,
      CreatedTimestamp: String(Math.floor(this.#createdMs / 1000)),
      LastModifiedTimestamp: String(Math.floor(this.#modifiedMs / 1000)),
    };
  }

  /** Changes some attributes. @throws AwsError for those that are not valid; nothing has changed then. */
  public change(attributes: QueueAttributes): void {
    this.#become(withAttributes(this.#attributes, attributes, this.#queue.fifo));
  }

  /** Has these attributes from now on, and the defaults for all others. @throws as `change`. */
  public replace(attributes: QueueAttributes): void {
    this.#become(withAttributes(defaultAttributes(this.#queue.fifo), attributes, this.#queue.fifo));
  }

  public setTags(tags: Readonly<Record<string, string>>): void {
    this.#tags = tags;
    this.#write();
  }

  #become(changed: QueueAttributes): void {
    this.#settings = checkedSettings(this.#queue, changed, this.#context);
    this.#attributes = changed;
    this.#modifiedMs = this.#context.clock.now();
    this.#write();
  }

  #write(): void {
    const { id, createdScope } = this;
    this.#kept?.write({
      id,
      createdScope,
      createdMs: this.#createdMs,
      attributes: this.#attributes,
      tags: this.#tags,
    });
  }
}
