/** How often a stage queue gives out a message before its redrive policy moves it to the dead-letter queue (maxReceiveCount). */
export const MAX_RECEIVES = 10;

/** A message that was received more often has failed that often: it may be what makes whole batches fail. */
export const TRUSTED_RECEIVES = 3;

/** Whether a failure of this receive is the last: the message is moved when the queue would next give it out. */
export const isLastReceive = (receiveCount: number): boolean => receiveCount >= MAX_RECEIVES;
