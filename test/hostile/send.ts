import { PutEventsCommand } from '@aws-sdk/client-eventbridge';
import { SendMessageCommand } from '@aws-sdk/client-sqs';
import { variableName } from '../../ops/target/names';
import type { Session } from '../../ops/target/session';
import type { Sent } from './accounts';
import type { HostileEvent } from './hostile-event';

let sentStraight = 0;

/**
 * Sends a hostile event where it is to go, as anybody can who may.
 * @param variables as `npm start` writes them: the queues' URLs.
 */
export const sendHostile = async (
  { events, sqs, names, now }: Session,
  variables: Readonly<Record<string, string>>,
  event: HostileEvent,
): Promise<Sent> => {
  try {
    if (event.to === 'bus') {
      const { Entries: [entry] = [] } = await events.send(
        new PutEventsCommand({
          Entries: [
            {
              EventBusName: names.busName,
              Source: event.source,
              DetailType: event.detailType,
              Detail: event.detail,
              ...(event.timeInMs !== undefined && { Time: new Date(now() + event.timeInMs) }),
            },
          ],
        }),
      );
      return entry?.EventId ? { event, busId: entry.EventId } : { event, refused: `${entry?.ErrorCode}` };
    }
    const QueueUrl = variables[variableName(`${event.to}QueueUrl`)] ?? '';
    sentStraight += 1;
    const fifo = { MessageGroupId: event.groupId, MessageDeduplicationId: `straight-${sentStraight}` };
    await sqs.send(
      new SendMessageCommand({ QueueUrl, MessageBody: event.body, ...(QueueUrl.endsWith('.fifo') && fifo) }),
    );
    return { event };
  } catch (error) {
    const { name, $metadata } = error as { name: string; $metadata?: { httpStatusCode?: number } };
    // What a service refuses is its answer; that nothing answers is not.
    if ($metadata?.httpStatusCode !== 400) throw error;
    return { event, refused: name };
  }
};
