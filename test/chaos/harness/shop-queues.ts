import type { Queue } from '@coffee-shop/aws-local';
import type { Environment } from '../../../local/environment';

const REDRIVEN_PER_SECOND = 100;

/** The queues of the environment: what they hold, and what lies in dead-letter queues. */
export class ShopQueues {
  readonly #sqs: Environment['sqs'];

  public constructor(sqs: Environment['sqs']) {
    this.#sqs = sqs;
  }

  /** Every queue that some other one dead-letters to, and those that hold what rules could not deliver. */
  public forDeadLetters(): Queue[] {
    return this.#sqs.queues().filter((queue) => this.#sqs.deadLetterSourcesOf(queue).length > 0);
  }

  /** Those that hold work. */
  public busy(): Queue[] {
    const deadLetterQueues = new Set(this.forDeadLetters());
    return this.#sqs.queues().filter((queue) => {
      if (deadLetterQueues.has(queue)) return false;
      const counts = queue.attributes();
      return (
        counts.ApproximateNumberOfMessages !== '0' ||
        counts.ApproximateNumberOfMessagesNotVisible !== '0' ||
        counts.ApproximateNumberOfMessagesDelayed !== '0'
      );
    });
  }

  /** What the busy ones hold, in words. */
  public underWay(): string[] {
    return this.busy().map((queue) => {
      const held = queue.peek();
      return `${queue.name} holds ${held.length} (${held.filter(({ inFlight }) => inFlight).length} in flight)`;
    });
  }

  /** Bodies of all dead letters. */
  public deadLetters(): { queue: string; messageId: string; body: string }[] {
    return this.forDeadLetters().flatMap((queue) =>
      queue.peek().map(({ messageId, body }) => ({ queue: queue.name, messageId, body })),
    );
  }

  /**
   * Starts a redrive of every dead-letter queue that holds something. Each ends when it had time for what was there at its start: handlers take no
   * time here, so a hopeless message is back before a task could find its queue empty, and would be moved for ever.
   */
  public redrive(later: (delayMs: number, action: () => void) => void): void {
    const { moveTasks } = this.#sqs;
    for (const queue of this.forDeadLetters()) {
      if (queue.peek().length === 0 || moveTasks.list(queue.arn)[0]?.status === 'RUNNING') continue;
      const task = moveTasks.start({ sourceArn: queue.arn, messagesPerSecond: REDRIVEN_PER_SECOND });
      later((task.toMove * 1000) / REDRIVEN_PER_SECOND, () => {
        if (task.status === 'RUNNING') task.cancel();
      });
    }
  }

  public purge(): void {
    for (const queue of this.#sqs.queues()) queue.purge();
  }
}
