import type { Clock } from '../clock/clock';
import { AwsError } from '../http/aws-error';
import { MAX_MESSAGES_PER_SECOND, MoveTask } from './move-task';
import { readMoveTaskHandle } from './move-task-handle';
import type { Queue } from './queue';

const KEPT_TASKS_PER_QUEUE = 10;

export interface StartMoveTask {
  readonly sourceArn: string;
  readonly destinationArn?: string | undefined;
  /** 1 to 500. */
  readonly messagesPerSecond?: number | undefined;
}

/** The queues among which messages may be moved. */
interface Queues {
  queueByArn(arn: string): Queue | undefined;
  /** The queues whose redrive policy names this one. */
  deadLetterSourcesOf(queue: Queue): readonly Queue[];
}

/** The redrive tasks of all queues: at most one runs per source queue, the last ten of each are remembered. */
export class MoveTasks {
  readonly #clock: Clock;
  readonly #queues: Queues;
  readonly #tasks = new Map<string, MoveTask[]>();

  public constructor(clock: Clock, queues: Queues) {
    this.#clock = clock;
    this.#queues = queues;
  }

  /** Starts a redrive; throws `ResourceNotFoundException`, `InvalidParameterValue` or `UnsupportedOperation`. */
  public start({ sourceArn, destinationArn, messagesPerSecond }: StartMoveTask): MoveTask {
    const source = this.#existing(sourceArn);
    if (this.#queues.deadLetterSourcesOf(source).length === 0) {
      throw new AwsError(
        'InvalidParameterValue',
        `Source queue ${sourceArn} must be configured as a Dead Letter Queue.`,
      );
    }
    if (destinationArn !== undefined) {
      const destination = this.#existing(destinationArn);
      if (destination === source) {
        throw new AwsError(
          'InvalidParameterValue',
          `Source queue arn and destination queue arn cannot be the same: ${sourceArn}`,
        );
      }
      if (destination.fifo !== source.fifo) {
        throw new AwsError(
          'UnsupportedOperation',
          `Destination ${destinationArn} must be of the same type as ${sourceArn}.`,
        );
      }
    }
    if (messagesPerSecond !== undefined && !isRate(messagesPerSecond)) {
      throw new AwsError(
        'InvalidParameterValue',
        `Value ${messagesPerSecond} for parameter MaxNumberOfMessagesPerSecond is invalid. Reason: Must be between 1 and ${MAX_MESSAGES_PER_SECOND}.`,
      );
    }
    const tasks = this.#tasks.get(sourceArn) ?? [];
    if (tasks[0]?.status === 'RUNNING') {
      throw new AwsError(
        'InvalidParameterValue',
        `There is already a task running on ${sourceArn}. Only one active task is allowed for a source queue arn at a given time.`,
      );
    }
    const task = new MoveTask({
      clock: this.#clock,
      source,
      destinationArn,
      messagesPerSecond,
      queueByArn: (arn) => this.#queues.queueByArn(arn),
    });
    this.#tasks.set(sourceArn, [task, ...tasks].slice(0, KEPT_TASKS_PER_QUEUE));
    return task;
  }

  /** The latest tasks of a queue, newest first. */
  public list(sourceArn: string): MoveTask[] {
    this.#existing(sourceArn);
    return this.#tasks.get(sourceArn) ?? [];
  }

  /**
   * Stops a running task; throws `InvalidParameterValue` for what is no handle, `ResourceNotFoundException` for a task that is unknown or no
   * longer runs.
   */
  public cancel(handle: string): MoveTask {
    const { sourceArn, taskId } = readMoveTaskHandle(handle);
    this.#existing(sourceArn);
    const [task] = this.#tasks.get(sourceArn) ?? [];
    if (task?.handle !== handle || task.status !== 'RUNNING') {
      throw new AwsError('ResourceNotFoundException', `Task ${taskId} does not exist or is not running.`, 404);
    }
    task.cancel();
    return task;
  }

  public close(): void {
    for (const [task] of this.#tasks.values()) if (task?.status === 'RUNNING') task.cancel();
  }

  #existing(arn: string): Queue {
    const queue = this.#queues.queueByArn(arn);
    if (queue === undefined) {
      throw new AwsError(
        'ResourceNotFoundException',
        `The resource that you specified for the ARN ${arn} does not exist.`,
        404,
      );
    }
    return queue;
  }
}

const isRate = (value: number): boolean => Number.isInteger(value) && value >= 1 && value <= MAX_MESSAGES_PER_SECOND;
