import { AwsError } from '../http/aws-error';

const TERM = /\??"((?:[^"\\]|\\.)*)"/g;

/**
 * Compiles the part of CloudWatch's filter patterns that is built: quoted terms, all of which must appear (`"a" "b"`), or any (`?"a" ?"b"`).
 * @throws AwsError InvalidParameterException that names any other pattern.
 */
export const compileFilter = (pattern = ''): ((text: string) => boolean) => {
  const terms = [...pattern.matchAll(TERM)].map(([whole, term = '']) => ({ isOptional: whole.startsWith('?'), term }));
  const isMixed = new Set(terms.map(({ isOptional }) => isOptional)).size > 1;
  if (pattern.replaceAll(TERM, '').trim() !== '' || isMixed) {
    throw new AwsError(
      'InvalidParameterException',
      `filterPattern ${pattern}: only quoted terms are understood here, all or any of them`,
    );
  }
  if (terms.length === 0) return () => true;
  return terms[0]?.isOptional
    ? (text) => terms.some(({ term }) => text.includes(term))
    : (text) => terms.every(({ term }) => text.includes(term));
};
