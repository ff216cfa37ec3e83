import { AwsError } from '../http/aws-error';
import type { Queue, SendEntry } from '../sqs/engine';
import { compileId } from './message-ids';
import type { PipeTarget } from './target';

export interface QueueTargetOptions {
  readonly queue: Queue;
  /** JSON path into the record, or a literal; a FIFO queue needs one. */
  readonly groupIdPath?: string | undefined;
  readonly deduplicationIdPath?: string | undefined;
}

/** A pipe's target that is a queue. @throws AwsError ValidationException for parameters that do not go with it. */
export const queueTarget = ({ queue, groupIdPath, deduplicationIdPath }: QueueTargetOptions): PipeTarget<SendEntry> => {
  if (queue.fifo !== (groupIdPath !== undefined)) {
    throw invalid(`MessageGroupId goes with a FIFO target and only with one (target ${queue.name})`);
  }
  if (deduplicationIdPath !== undefined && !queue.fifo) {
    throw invalid(`MessageDeduplicationId goes with a FIFO target only (target ${queue.name})`);
  }
  const readGroupId = groupIdPath === undefined ? undefined : compileId('MessageGroupId', groupIdPath);
  const readDeduplicationId =
    deduplicationIdPath === undefined ? undefined : compileId('MessageDeduplicationId', deduplicationIdPath);
  return {
    prepare: ({ messageId, input, parsed }) => ({
      id: messageId,
      body: input,
      ...(readGroupId && { groupId: readGroupId(parsed) }),
      ...(readDeduplicationId && { deduplicationId: readDeduplicationId(parsed) }),
    }),
    send(batch) {
      const places = new Map(batch.map(({ id }, at) => [id, at]));
      return queue.send(batch).failed.map(({ id, code, message, senderFault }) => ({
        at: places.get(id) ?? 0,
        reason: `${code}: ${message}`,
        retriable: !senderFault,
      }));
    },
  };
};

const invalid = (reason: string): AwsError => new AwsError('ValidationException', reason);
