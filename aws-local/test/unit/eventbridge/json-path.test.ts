import { isJsonPath, parseJsonPath, readJsonPath } from '../../../src/eventbridge/json-path';

describe('a JSON path', () => {
  it('walks dotted members', () => {
    expect(readJsonPath(parseJsonPath('$.body.detail.order-id'), { body: { detail: { 'order-id': 'o-1' } } })).toBe(
      'o-1',
    );
    expect(readJsonPath(parseJsonPath('$'), 5)).toBe(5);
  });

  it('leads nowhere when a member is missing, no object, or inherited', () => {
    for (const root of [{}, { a: null }, { a: 'text' }, null, 'text']) {
      expect(readJsonPath(parseJsonPath('$.a.length'), root)).toBeUndefined();
    }
    expect(readJsonPath(parseJsonPath('$.toString'), {})).toBeUndefined();
  });

  it.each(['$.a[0]', '$.a.*', '$..a', '$.', 'a.b', '$[0]'])('refuses %s by name', (path) => {
    expect(() => parseJsonPath(path)).toThrow(path);
  });

  it('is told from a literal by its start', () => {
    expect(['$', '$.a', '$[0]', '$5.00', 'a'].map(isJsonPath)).toEqual([true, true, true, false, false]);
  });
});
