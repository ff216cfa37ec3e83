import type { AccessRequest } from './access-request';

/** A piece of a text once its variables are known. */
export type GlobPart = { readonly literal: string } | { readonly wildcard: '*' | '?' };

/** `${aws:PrincipalTag/team, 'none'}`: the key in lower case, and what stands for it when the request has no value. */
interface Variable {
  readonly variable: string;
  readonly fallback?: string;
}

export type TextPart = GlobPart | Variable;

/** How a text of a policy is read: whether `*` and `?` are wildcards, and whether `${…}` are variables. */
export interface TextRules {
  readonly wildcards: boolean;
  readonly variables: boolean;
}

/** `${*}`, `${?}` and `${$}` stand for the characters themselves. */
const ESCAPED = /^[*?$]$/;
/** A key has a prefix and no space; a default stands in single quotes, after a comma and a space. */
const VARIABLE = /^(?<key>[\w-]+:[^\s,'{}]+)(?:, '(?<fallback>[^']*)')?$/;

/**
 * Splits a text of a policy at its wildcards and variables (IAM/latest/UserGuide/reference_policies_variables.html; what is refused: the checks "Missing brace", "Missing quote",
 * "Unsupported space" and "Empty variable" of access-analyzer-reference-policy-checks.html).
 * @param refuse ends the reading with the rule that the text breaks
 */
export const textParts = (text: string, rules: TextRules, refuse: (rule: string) => never): TextPart[] => {
  const parts: TextPart[] = [];
  let literal = '';
  const add = (part: TextPart) => {
    if (literal !== '') parts.push({ literal });
    literal = '';
    parts.push(part);
  };
  for (let at = 0; at < text.length; at += 1) {
    const character = text.charAt(at);
    if (rules.variables && text.startsWith('${', at)) {
      const end = text.indexOf('}', at);
      if (end < 0) refuse('the policy variable must end with }');
      const inside = text.slice(at + 2, end);
      if (ESCAPED.test(inside)) literal += inside;
      else add(variableOf(inside, refuse));
      at = end;
    } else if (rules.wildcards && (character === '*' || character === '?')) {
      add({ wildcard: character });
    } else {
      literal += character;
    }
  }
  if (literal !== '') parts.push({ literal });
  return parts;
};

const variableOf = (inside: string, refuse: (rule: string) => never): Variable => {
  const { key, fallback } = VARIABLE.exec(inside)?.groups ?? {};
  if (key === undefined) {
    return refuse(
      `\${${inside}} must be a condition key, as \${aws:PrincipalTag/team} or \${aws:PrincipalTag/team, 'none'}`,
    );
  }
  return { variable: key.toLowerCase(), ...(fallback !== undefined && { fallback }) };
};

/** Whether a text is the same for every request. */
export const hasNoVariables = (parts: readonly TextPart[]): parts is readonly GlobPart[] =>
  !parts.some((part) => 'variable' in part);

/** The condition keys, in lower case, whose values a text needs. */
export const variablesIn = (parts: readonly TextPart[]): string[] =>
  parts.flatMap((part) => ('variable' in part ? [part.variable] : []));

/**
 * Puts the request's values in the place of variables; wildcards in a value are no wildcards.
 * @returns undefined if a variable has no value: the text then is equal to nothing and like nothing ("Policy variables with no value", reference_policies_variables.html). A key
 * that is missing, empty or has several values has none.
 */
export const resolveVariables = (
  parts: readonly TextPart[],
  context: AccessRequest['context'],
): GlobPart[] | undefined => {
  const resolved: GlobPart[] = [];
  for (const part of parts) {
    if (!('variable' in part)) {
      resolved.push(part);
      continue;
    }
    const given = context[part.variable];
    const literal = typeof given === 'string' && given !== '' ? given : part.fallback;
    if (literal === undefined) return undefined;
    resolved.push({ literal });
  }
  return resolved;
};
