import { ManualClock } from '../../../src/clock/manual-clock';
import { type Queue, type ReceivedMessage, SqsEngine } from '../../../src/sqs/engine';

export const SECOND = 1000;
export const MINUTE = 60 * SECOND;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;

/** An engine on a clock that the test moves, and short ways to say what happens in it. */
export const shopQueues = () => {
  const clock = new ManualClock();
  const engine = new SqsEngine({ clock });
  return {
    clock,
    engine,
    standard: (name: string, attributes: Record<string, string> = {}): Queue => engine.createQueue(name, attributes),
    fifo: (name: string, attributes: Record<string, string> = {}): Queue =>
      engine.createQueue(`${name}.fifo`, { FifoQueue: 'true', ContentBasedDeduplication: 'true', ...attributes }),
  };
};

/** Sends one message per body; of a FIFO queue the group is what stands before the dash: `shop1-a` is of `shop1`. */
export const send = (queue: Queue, ...bodies: string[]): void => {
  for (const body of bodies) {
    queue.sendMessage({ body, ...(queue.fifo && { groupId: body.split('-')[0] ?? body }) });
  }
};

export const receive = (queue: Queue, maxMessages = 10): Promise<ReceivedMessage[]> =>
  queue.receive({ maxMessages, waitMs: 0 });

export const bodies = (messages: readonly { readonly body: string }[]): string[] => messages.map(({ body }) => body);

export const received = async (queue: Queue, maxMessages = 10): Promise<string[]> =>
  bodies(await receive(queue, maxMessages));

/** The one message that is there. */
export const receiveOne = async (queue: Queue): Promise<ReceivedMessage> => {
  const [message] = await receive(queue, 1);
  if (message === undefined) throw new Error(`${queue.name} has no message to receive`);
  return message;
};

export const counts = (queue: Queue): { visible: number; inFlight: number; delayed: number } => {
  const attributes = queue.attributes();
  return {
    visible: Number(attributes.ApproximateNumberOfMessages),
    inFlight: Number(attributes.ApproximateNumberOfMessagesNotVisible),
    delayed: Number(attributes.ApproximateNumberOfMessagesDelayed),
  };
};
