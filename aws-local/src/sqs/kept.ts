import type { Journal, Section } from '../persistence/journal';
import type { AcceptedMessage } from './deduplication';
import type { QueueAttributes } from './queue-settings';
import type { MessageState, NewMessage, StoredMessage } from './stored-message';

/** What a queue is, apart from its messages. */
export interface QueueRecord {
  /** Receipt handles carry it: those of an earlier process stay good. */
  readonly id: string;
  readonly createdMs: number;
  readonly attributes: QueueAttributes;
  /** The DeduplicationScope that it was made with; records of earlier versions have none. */
  readonly createdScope?: string | undefined;
  readonly tags: Readonly<Record<string, string>>;
}

/** What a message is from its arrival on. */
type Arrival = Omit<NewMessage, 'delayMs'> & {
  readonly order: number;
  readonly visibleAtMs: number;
  readonly state: MessageState;
};

/** What receives and visibility changes make of it: apart, because the body is most of a message. */
type Progress = Pick<
  StoredMessage,
  'state' | 'visibleAtMs' | 'firstReceivedMs' | 'lastReceivedMs' | 'receiveCount' | 'receivesInQueue'
>;

export type KeptMessage = Arrival & Partial<Progress>;

/** Notes what becomes of the messages of one queue. */
export interface KeptMessages {
  added(message: StoredMessage): void;
  changed(message: StoredMessage): void;
  removed(message: StoredMessage): void;
}

export interface KeptQueue {
  readonly messages: KeptMessages;
  readonly deduplication: Section<AcceptedMessage>;
  write(record: QueueRecord): void;
  /** When the queue is deleted, nothing of it stays. */
  forget(): void;
}

/** What an earlier process left of a queue. */
export interface RestoredQueue {
  readonly record: QueueRecord;
  /** In the order of sending. */
  readonly messages: readonly KeptMessage[];
  readonly accepted: readonly (readonly [key: string, accepted: AcceptedMessage])[];
}

/** Orders are reserved so many at a time, so that a restart never gives one twice and not every message is a note of its own. */
const RESERVED_ORDERS = 1_000;

/** The part of the journal that belongs to the queues of one engine. */
export class KeptQueues {
  readonly #journal: Journal;
  readonly #queues: Section<QueueRecord>;
  readonly #orders: Section<number>;
  #order: number;
  #reserved: number;

  public constructor(journal: Journal) {
    this.#journal = journal;
    this.#queues = journal.section('queues');
    this.#orders = journal.section('orders');
    this.#order = this.#reserved = this.#orders.restored()[0]?.[1] ?? 0;
  }

  /** The next place in the order of sending, over restarts. */
  public nextOrder(): number {
    this.#order += 1;
    if (this.#order > this.#reserved) {
      this.#reserved = this.#order + RESERVED_ORDERS;
      this.#orders.put('reserved', this.#reserved);
    }
    return this.#order;
  }

  public queue(name: string): KeptQueue {
    const { arrivals, progress, deduplication } = this.#sectionsOf(name);
    return {
      deduplication,
      messages: {
        added: (message) => arrivals.put(message.messageId, arrivalOf(message)),
        changed: (message) => progress.put(message.messageId, progressOf(message)),
        removed: (message) => {
          arrivals.delete(message.messageId);
          progress.delete(message.messageId);
        },
      },
      write: (record) => this.#queues.put(name, record),
      forget: () => {
        this.#queues.delete(name);
        for (const section of [arrivals, progress, deduplication]) section.clear();
      },
    };
  }

  /** Every queue that an earlier process left, by name. */
  public restored(): [name: string, queue: RestoredQueue][] {
    return this.#queues.restored().map(([name, record]) => {
      const { arrivals, progress, deduplication } = this.#sectionsOf(name);
      const progressOfMessage = new Map(progress.restored());
      const messages = arrivals.restored().map(([id, arrival]) => ({ ...arrival, ...progressOfMessage.get(id) }));
      messages.sort((a, b) => a.order - b.order);
      return [name, { record, messages, accepted: deduplication.restored() }];
    });
  }

  #sectionsOf(name: string) {
    return {
      arrivals: this.#journal.section<Arrival>(`messages of ${name}`),
      progress: this.#journal.section<Progress>(`receives of ${name}`),
      deduplication: this.#journal.section<AcceptedMessage>(`deduplication of ${name}`),
    };
  }
}

const arrivalOf = (message: StoredMessage): Arrival => ({
  messageId: message.messageId,
  body: message.body,
  md5OfBody: message.md5OfBody,
  messageAttributes: message.messageAttributes,
  traceHeader: message.traceHeader,
  groupId: message.groupId,
  deduplicationId: message.deduplicationId,
  sentMs: message.sentMs,
  enqueuedMs: message.enqueuedMs,
  deadLetterSourceArn: message.deadLetterSourceArn,
  firstReceivedMs: message.firstReceivedMs,
  receiveCount: message.receiveCount,
  order: message.order,
  state: message.state,
  visibleAtMs: message.visibleAtMs,
});

const progressOf = (message: StoredMessage): Progress => ({
  state: message.state,
  visibleAtMs: message.visibleAtMs,
  firstReceivedMs: message.firstReceivedMs,
  lastReceivedMs: message.lastReceivedMs,
  receiveCount: message.receiveCount,
  receivesInQueue: message.receivesInQueue,
});
