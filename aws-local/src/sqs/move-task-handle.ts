import { z } from 'zod';
import { AwsError } from '../http/aws-error';

const content = z.object({ taskId: z.string(), sourceArn: z.string() });

/** A handle as SQS makes it: its task and its source queue, readable (LocalStack test_sqs_move_task.py). */
export const moveTaskHandle = (task: z.infer<typeof content>): string =>
  Buffer.from(JSON.stringify(task)).toString('base64');

/** Reads a handle back. @throws AwsError InvalidParameterValue for what is none. */
export const readMoveTaskHandle = (handle: string): z.infer<typeof content> => {
  try {
    return content.parse(JSON.parse(Buffer.from(handle, 'base64').toString('utf8')));
  } catch {
    throw new AwsError('InvalidParameterValue', 'Value for parameter TaskHandle is invalid.');
  }
};
