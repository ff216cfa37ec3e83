import * as z from 'zod/mini';
import { excerpt, firstIssue } from '../../../contracts/first-issue';

const schema = z.object({ items: z.array(z.object({ quantity: z.int() })), version: z.literal(1) });
const issueOf = (input: unknown, preferred?: string) => {
  const { error } = schema.safeParse(input);
  if (!error) throw new Error('it fits the schema');
  return firstIssue(error, input, preferred);
};

test('the issue has its path and what stands there', () => {
  expect(issueOf({ items: [{ quantity: 1.5 }], version: 1 })).toMatchObject({ field: 'items.0.quantity', value: 1.5 });
});

test('what is missing has no value, and a value as a whole no field', () => {
  expect(issueOf({ items: [] })).toMatchObject({ field: 'version', value: undefined });
  expect(issueOf(null)).toMatchObject({ field: '', value: null });
});

test('a field that is preferred is named only if it is at fault', () => {
  expect(issueOf({ items: 'none', version: 2 }, 'version')).toMatchObject({ field: 'version', value: 2 });
  expect(issueOf({ items: 'none', version: 1 }, 'version')).toMatchObject({ field: 'items', value: 'none' });
});

test('an excerpt is JSON, cut short', () => {
  expect(excerpt({ a: 1 })).toBe('{"a":1}');
  expect(excerpt('abcdef', 4)).toBe('"abc');
  expect(excerpt(undefined)).toBe('nothing');
});
