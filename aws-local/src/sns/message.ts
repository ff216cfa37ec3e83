import { jsonObject } from '../json-text';
import type { MessageAttributes } from '../sqs/engine';
import { checkMessageAttributes, messageAttributeBytes } from '../sqs/message-attributes';
import { invalidParameter } from './invalid-parameter';

/** What was published to a topic. */
export interface Message {
  readonly messageId: string;
  readonly topicArn: string;
  readonly subject?: string;
  /** Its text; with `structured` a JSON object of texts by protocol. */
  readonly message: string;
  readonly structured: boolean;
  readonly attributes: MessageAttributes;
  readonly timestampMs: number;
}

const MAX_MESSAGE_BYTES = 262_144;
const MAX_SUBJECT_LENGTH = 100;

/** @throws AwsError InvalidParameter, with SNS's words where they are known (API_Publish; LocalStack's test_sns.snapshot.json). */
export const checkMessage = ({ subject, message, structured, attributes }: Message): void => {
  const refuse = (reason: string): never => {
    throw invalidParameter(reason);
  };
  if (message === '') refuse('Empty message');
  if (Buffer.byteLength(message) + messageAttributeBytes(attributes) > MAX_MESSAGE_BYTES) refuse('Message too long');
  if (subject !== undefined && !/^[\x21-\x7e][\x20-\x7e]*$/.test(subject)) refuse('Subject');
  if (subject !== undefined && subject.length > MAX_SUBJECT_LENGTH) refuse('Subject');
  if (structured && defaultOf(message) === undefined) {
    refuse('Message Structure - No default entry in JSON message body');
  }
  try {
    checkMessageAttributes(attributes);
  } catch (error) {
    refuse((error as Error).message);
  }
};

/** The text for one protocol: its own member of a structured message, else the default. */
export const textFor = (protocol: string, { message, structured }: Message): string =>
  structured ? (memberOf(message, protocol) ?? defaultOf(message) ?? '') : message;

const defaultOf = (message: string): string | undefined => memberOf(message, 'default');

const memberOf = (message: string, name: string): string | undefined => {
  const value: unknown = Reflect.get(jsonObject(message) ?? {}, name);
  return typeof value === 'string' ? value : undefined;
};
