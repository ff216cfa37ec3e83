import { parsePattern } from '../../../src/eventbridge/pattern-text';

test('a pattern is a JSON object', () => {
  expect(parsePattern('{"source":["a"]}')).toEqual({ source: ['a'] });
  for (const bad of ['no JSON', '"text"', '["a"]', 'null']) expect(() => parsePattern(bad)).toThrow('not an object');
});

test('a number that no double is cannot be compared with', () => {
  const of = (number: string) => parsePattern(`{"a":[{"numeric":["=",${number}]}],"b":["1E-325"]}`);
  for (const bad of ['1E-325', '-1e-400', '1e400']) expect(() => of(bad)).toThrow(`Cannot compare number : ${bad}`);
  for (const good of ['0', '0.0e-999', '1E-300', '-3.5', '5e9']) expect(() => of(good)).not.toThrow();
});
