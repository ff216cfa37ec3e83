import type { BusEvent } from '../../../src/eventbridge/bus-event';
import { compileInputTransformer, type InputTransformer } from '../../../src/eventbridge/input-transformer';

const EVENT = {
  'detail-type': 'refund.updated',
  detail: { id: 'evt_1', amount: 1275, isLive: false, tags: ['a'], note: 'say "no"', nothing: null },
} as unknown as BusEvent;

const compiled = (transformer: InputTransformer) => compileInputTransformer(transformer, 'queue');
const rendered = (InputTemplate: string, path = '$.detail.id') =>
  compiled({ InputPathsMap: { it: path, type: '$.detail-type' }, InputTemplate })(EVENT);

describe('an input transformer', () => {
  it.each([
    ['a string with quotes of its own', '{ "id": <it> }', '$.detail.id', '{"id":"evt_1"}'],
    ['a string within quotes', '{"id": "<type> <it>"}', '$.detail.id', '{"id":"refund.updated evt_1"}'],
    ['a text alone', '"<type> of \\"<it>\\""', '$.detail.id', '"refund.updated of \\"evt_1\\""'],
    ['a number', '{"amount": <it>}', '$.detail.amount', '{"amount":1275}'],
    ['a boolean in a list', '[1, <it>]', '$.detail.isLive', '[1,false]'],
    ['a list', '{"tags": <it>}', '$.detail.tags', '{"tags":["a"]}'],
    ['an empty string where a path leads nowhere', '{"no": <it>, "or": "<it>"}', '$.detail.no', '{"no":"","or":""}'],
  ])('gives %s, and JSON without blanks', (_what, template, path, text) => {
    expect(rendered(template, path)).toBe(text);
  });

  it.each([
    ['a string that needs escaping', '$.detail.note', 'the value of <it> needs escaping'],
    ['null', '$.detail.nothing', 'the value of <it> is null'],
  ])('does not guess what AWS sends for %s', (_what, path, reason) => {
    expect(() => rendered('{"a": <it>}', path)).toThrow(reason);
  });

  it.each<[string, InputTransformer]>([
    ['the predefined variable <aws.events.event> is not supported', { InputTemplate: '{"a": <aws.events.event>}' }],
    ['contains invalid placeholder other', { InputTemplate: '{"a": <other>}' }],
    ['is not JSON', { InputTemplate: 'plain text' }],
    ['is not JSON', { InputPathsMap: { a: '$.id' }, InputTemplate: '<a> {' }],
    ['1 to 8192 characters', { InputTemplate: `"${'x'.repeat(8_192)}"` }],
    ['$.detail[0]', { InputPathsMap: { a: '$.detail[0]' }, InputTemplate: '{"a": <a>}' }],
    ['variable name a b is not valid', { InputPathsMap: { 'a b': '$.id' }, InputTemplate: '{}' }],
    ['must not start with AWS', { InputPathsMap: { awsId: '$.id' }, InputTemplate: '{}' }],
    [
      'has 101 variables',
      {
        InputPathsMap: Object.fromEntries(Array.from({ length: 101 }, (_, at) => [`v${at}`, '$.id'])),
        InputTemplate: '{}',
      },
    ],
  ])('is refused with the name of what is wrong: %s', (reason, transformer) => {
    expect(() => compiled(transformer)).toThrow(reason);
  });
});
