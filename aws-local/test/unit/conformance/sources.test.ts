import { distinctSources } from '../../conformance/sources';
import { suite } from '../../conformance/suite';

test('a document counts once, whichever place in it is cited', () => {
  const sources = [
    { source: 'SQS quotas-messages.html (retention); API CreateQueue' },
    { source: 'API CreateQueue (QueueNameExists)' },
  ];
  expect(distinctSources(sources)).toEqual(['SQS quotas-messages.html', 'API CreateQueue']);
});

test('every behaviour has a name of its own and a source', () => {
  expect(new Set(suite.map(({ name }) => name)).size).toBe(suite.length);
  expect(distinctSources(suite).filter((source) => source.length < 8)).toEqual([]);
});
