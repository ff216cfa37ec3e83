import { compileInputTemplate } from '../../../src/pipes/input-template';
import { type SourceRecord, withParsedBody } from '../../../src/pipes/source-record';

const record = (body: string): SourceRecord => ({
  messageId: 'm-1',
  receiptHandle: 'r-1',
  body,
  attributes: { SenderId: 'AIDA' },
  messageAttributes: {},
  md5OfBody: 'x',
  eventSource: 'aws:sqs',
  eventSourceARN: 'arn:aws:sqs:us-east-1:000000000000:ingress',
  awsRegion: 'us-east-1',
});
const rendered = (template: string | undefined, body: string): string => {
  const source = record(body);
  return compileInputTemplate(template)(source, withParsedBody(source));
};
const body = '{ "id":"e-1", "detail":{"total": 12.50, "note":"say \\"hi\\"", "big": 12345678901234567890} }';

describe('the input of a pipe’s target', () => {
  it('without a template is the whole source record', () => {
    expect(JSON.parse(rendered(undefined, body))).toEqual(record(body));
  });

  it('<$.body> is the source’s body byte for byte', () => {
    expect(rendered('<$.body>', body)).toBe(body);
    expect(rendered('<$.body>', 'no JSON')).toBe('no JSON');
  });

  it.each([
    ['<$.body.detail.note>', 'say "hi"'],
    ['<$.attributes.SenderId>', 'AIDA'],
    ['"Hello, <$.attributes.SenderId>"', '"Hello, AIDA"'],
    ['order <$.body.id> of <$.body.detail.total>', 'order e-1 of 12.5'],
    ['{"a":<$.body.detail.total>,"b":<$.body.id>}', '{"a":12.5,"b":"e-1"}'],
    ['{"a":"<$.body.detail.note>!"}', '{"a":"say \\"hi\\"!"}'],
    ['{"a":"q\\"<$.body.id>"}', '{"a":"q\\"e-1"}'],
    ['{"event":<$.body>}', `{"event":${body}}`],
    ['[1, 2]', '[1, 2]'],
  ])('of %s is %s', (template, expected) => {
    expect(rendered(template, body)).toBe(expected);
  });

  it('fails for a record in which a path leads nowhere', () => {
    expect(() => rendered('{"a":<$.body.missing>}', body)).toThrow('<$.body.missing>');
  });

  it.each([
    ['{"a":<aws.pipes.pipe-name>}', 'aws.pipes.pipe-name'],
    ['<name>', '<name>'],
    ['<$.body.items[0]>', '$.body.items[0]'],
    ['{"a":<$.body>', 'not valid JSON'],
  ])('refuses the template %s', (template, message) => {
    expect(() => compileInputTemplate(template)).toThrow(
      expect.objectContaining({ code: 'ValidationException', message: expect.stringContaining(message) }),
    );
  });
});
