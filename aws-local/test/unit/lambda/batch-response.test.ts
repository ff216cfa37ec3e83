import { failedMessageIds } from '../../../src/lambda/batch-response';

const BATCH = ['espresso', 'latte', 'mocha'];
const failedOf = (response: unknown) => [...failedMessageIds(response, BATCH)];

describe('the response of a handler to a batch', () => {
  it.each([
    ['nothing', undefined],
    ['null', null],
    ['an empty object', {}],
    ['an object about something else', { statusCode: 200 }],
    ['no list of failures', { batchItemFailures: null }],
    ['an empty list of failures', { batchItemFailures: [] }],
  ])('means success when it is %s', (_, response) => {
    expect(failedOf(response)).toEqual([]);
  });

  it('names the messages that failed', () => {
    const response = {
      batchItemFailures: [{ itemIdentifier: 'mocha' }, { itemIdentifier: 'latte' }, { itemIdentifier: 'mocha' }],
    };

    expect(failedOf(response)).toEqual(['mocha', 'latte']);
  });

  it.each([
    ['a text', 'done'],
    ['a list', [{ itemIdentifier: 'latte' }]],
    ['failures that are no list', { batchItemFailures: { itemIdentifier: 'latte' } }],
    [
      'an unknown identifier among known ones',
      { batchItemFailures: [{ itemIdentifier: 'latte' }, { itemIdentifier: 'tea' }] },
    ],
    ['an empty identifier', { batchItemFailures: [{ itemIdentifier: '' }] }],
    ['a null identifier', { batchItemFailures: [{ itemIdentifier: null }] }],
    ['a misspelt key', { batchItemFailures: [{ itemIdentifer: 'latte' }] }],
    ['a bare identifier', { batchItemFailures: ['latte'] }],
    ['a null failure', { batchItemFailures: [null] }],
  ])('fails the whole batch when it holds %s', (_, response) => {
    expect(failedOf(response)).toEqual(BATCH);
  });
});
