/** How often a stage queue gives out a message before its redrive policy moves it to the dead-letter queue (maxReceiveCount). */
export const MAX_RECEIVES = 10;

/** Whether a failure of this receive is the last: the message is moved when the queue would next give it out. */
export const isLastReceive = (receiveCount: number): boolean => receiveCount >= MAX_RECEIVES;
