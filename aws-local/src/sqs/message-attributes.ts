import { createHash } from 'node:crypto';
import { AwsError } from '../http/aws-error';
import { ALLOWED_TEXT } from './allowed-text';
import type { MessageAttributes, MessageAttributeValue } from './message';

const MAX_ATTRIBUTES = 10;
// Letters beyond ASCII are not documented; AWS takes them (LocalStack test_sqs.py::test_send_message_with_invalid_string_attributes).
const NAME = /^(?!(?:aws|amazon)\.)(?!\.)(?!.*\.\.)[A-Za-z0-9_.\-\u00c0-\u017f]{1,256}(?<!\.)$/i;
const DATA_TYPE = /^(?=.{1,256}$)(String|Number|Binary)(\..+)?$/;

const invalid = (name: string, reason: string): AwsError =>
  new AwsError('InvalidParameterValue', `The message attribute '${name}' is invalid: ${reason}.`);

const rawValue = (value: MessageAttributeValue): Buffer =>
  value.DataType.startsWith('Binary')
    ? Buffer.from(value.BinaryValue ?? '', 'base64')
    : Buffer.from(value.StringValue ?? '');

/** Checks names, types and values; throws `InvalidParameterValue` naming the attribute. */
export const checkMessageAttributes = (attributes: MessageAttributes): void => {
  const names = Object.keys(attributes);
  if (names.length > MAX_ATTRIBUTES) {
    throw new AwsError(
      'InvalidParameterValue',
      `Number of message attributes [${names.length}] exceeds the allowed maximum [${MAX_ATTRIBUTES}].`,
    );
  }
  for (const [name, value] of Object.entries(attributes)) {
    if (!NAME.test(name)) throw invalid(name, 'its name has characters that are not allowed');
    if (!DATA_TYPE.test(value.DataType)) throw invalid(name, `unknown data type '${value.DataType}'`);
    if (rawValue(value).length === 0) throw invalid(name, `its value is empty for data type '${value.DataType}'`);
    if (!ALLOWED_TEXT.test(value.StringValue ?? ''))
      throw invalid(name, 'its value has characters that are not allowed');
    const number = value.StringValue ?? '';
    if (value.DataType.startsWith('Number') && !Number.isFinite(Number(number))) {
      throw invalid(name, `'${number}' is not a number`);
    }
  }
};

/** What the attributes count against the size limit: names, types and values. */
export const messageAttributeBytes = (attributes: MessageAttributes): number =>
  Object.entries(attributes).reduce(
    (bytes, [name, value]) =>
      bytes + Buffer.byteLength(name) + Buffer.byteLength(value.DataType) + rawValue(value).length,
    0,
  );

/**
 * The digest that clients compare (SQS developer guide, "Calculating the MD5 message digest for message attributes");
 * undefined when there are none.
 */
export const md5OfMessageAttributes = (attributes: MessageAttributes): string | undefined => {
  const names = Object.keys(attributes).sort();
  if (names.length === 0) return undefined;
  const hash = createHash('md5');
  const updateWithLength = (bytes: Buffer): void => {
    const length = Buffer.alloc(4);
    length.writeUInt32BE(bytes.length);
    hash.update(length).update(bytes);
  };
  for (const name of names) {
    const value = attributes[name];
    if (value === undefined) continue;
    updateWithLength(Buffer.from(name));
    updateWithLength(Buffer.from(value.DataType));
    hash.update(Buffer.from([value.DataType.startsWith('Binary') ? 2 : 1]));
    updateWithLength(rawValue(value));
  }
  return hash.digest('hex');
};

/**
 * The attributes that a receive asks for: by name, by a prefix before `.*`, or all by `All`, `*` and `.*` (LocalStack
 * test_sqs.py::test_receive_message_message_attribute_names_filters).
 */
export const selectMessageAttributes = (
  attributes: MessageAttributes,
  wanted: readonly string[],
): MessageAttributes => {
  const all = wanted.some((want) => ['All', '*', '.*'].includes(want));
  const wants = (name: string): boolean =>
    all || wanted.some((want) => want === name || (want.endsWith('.*') && name.startsWith(want.slice(0, -2))));
  return Object.fromEntries(Object.entries(attributes).filter(([name]) => wants(name)));
};
