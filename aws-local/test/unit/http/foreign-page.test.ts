import { foreignPageRefusal } from '../../../src/http/foreign-page';

const host = '127.0.0.1:4566';

test.each([
  ['an SDK', { host }],
  ['somebody who wrote localhost', { host: 'localhost:4566' }],
  ["the environment's own page", { host, origin: 'http://127.0.0.1:4566' }],
])('%s is answered', (_, headers) => expect(foreignPageRefusal(headers)).toBeUndefined());

test.each([
  ['a name that was pointed at this machine', { host: 'evil.example:4566' }, 'not evil.example:4566'],
  ['no name at all', {}, 'not nobody'],
  ['a name that begins like ours', { host: '127.0.0.1.evil.example' }, 'not 127.0.0.1.evil.example'],
  ['a page elsewhere', { host, origin: 'https://evil.example' }, 'https://evil.example'],
  ['a page on another port', { host, origin: 'http://127.0.0.1:9999' }, 'http://127.0.0.1:9999'],
  ['a page under our other name', { host, origin: 'http://localhost:4566' }, 'http://localhost:4566'],
  ['a page of no origin', { host, origin: 'null' }, 'of null'],
])('%s is refused', (_, headers, said) => expect(foreignPageRefusal(headers)).toContain(said));
