import { AwsError } from '../http/aws-error';

export interface Receipt {
  readonly messageId: string;
  /** Which of the message's receives in this queue the handle stands for. */
  readonly receive: number;
}

/** An opaque handle for one receive of one message of one queue. */
export const receiptHandle = (queueId: string, messageId: string, receive: number): string =>
  Buffer.from(`${queueId}/${messageId}/${receive}`).toString('base64');

/** Reads a handle back; one that is malformed or of another queue is `ReceiptHandleIsInvalid`. */
export const readReceiptHandle = (queueId: string, handle: string): Receipt => {
  const [ofQueue, messageId, receive, ...more] = Buffer.from(handle, 'base64').toString('utf8').split('/');
  const valid = ofQueue === queueId && messageId !== undefined && /^\d+$/.test(receive ?? '') && more.length === 0;
  if (!valid) {
    throw new AwsError('ReceiptHandleIsInvalid', `The input receipt handle "${handle}" is not a valid receipt handle.`);
  }
  return { messageId, receive: Number(receive) };
};
