/** Ends the compilation with the reason why this operator is refused. */
type Refuse = (reason: string) => never;

/**
 * The most that AWS takes is not documented. Measured by `complexity`: 7 and 9 are taken, 10 and 12 refused (LocalStack
 * test_events_patterns.py::content_wildcard_repeating, content_wildcard_complex_EXC, recorded on AWS; github.com/vals-ai/Valkyrie #278); 10 is also the
 * limit for one rule in aws/event-ruler's README.
 */
const LEAST_REFUSED_COMPLEXITY = 10;
/** Of what is looked at before a pattern counts as too complex, so that no pattern takes long. */
const MAX_STATES = 20_000;

/** A character, or any run of them. */
type Token = { readonly text: string } | 'any';

const tokensOf = (pattern: string, refuse: Refuse): Token[] => {
  const tokens: Token[] = [];
  for (let at = 0; at < pattern.length; at += 1) {
    if (pattern[at] === '*') {
      if (tokens.at(-1) === 'any') refuse(`wildcard ${JSON.stringify(pattern)} has consecutive wildcard characters`);
      tokens.push('any');
      continue;
    }
    if (pattern[at] === '\\') {
      at += 1;
      if (pattern[at] !== '*' && pattern[at] !== '\\') {
        refuse(`wildcard ${JSON.stringify(pattern)} escapes a character other than * and \\`);
      }
    }
    tokens.push({ text: pattern[at] ?? '' });
  }
  return tokens;
};

/** `*` is any run of characters; `\*` and `\\` are literal. Matching is linear, whatever the pattern. */
export const compileWildcard = (pattern: string, refuse: Refuse): ((value: string) => boolean) => {
  const literals = [''];
  for (const token of tokensOf(pattern, refuse)) {
    if (token === 'any') literals.push('');
    else literals[literals.length - 1] += token.text;
  }
  const first = literals[0] ?? '';
  if (literals.length === 1) return (value) => value === first;
  const last = literals[literals.length - 1] ?? '';
  const between = literals.slice(1, -1);
  return (value) => {
    const end = value.length - last.length;
    if (end < first.length || !value.startsWith(first) || !value.endsWith(last)) return false;
    let from = first.length;
    for (const part of between) {
      const found = value.indexOf(part, from);
      if (found < 0) return false;
      from = found + part.length;
    }
    return from <= end;
  };
};

/** Whether AWS would refuse a field with these wildcards, which the ruler matches together. */
export const isTooComplex = (patterns: readonly string[]): boolean =>
  complexity(patterns, LEAST_REFUSED_COMPLEXITY) >= LEAST_REFUSED_COMPLEXITY;

/**
 * How many beginnings of the patterns one text can match at once, at the worst: aws/event-ruler's measure (MachineComplexityEvaluator.java).
 * @param atMost ends the search; more is not told apart.
 */
export const complexity = (patterns: readonly string[], atMost: number): number => {
  const tokens = patterns.map((pattern) =>
    tokensOf(pattern, (reason) => {
      throw new Error(reason);
    }),
  );
  const characters = new Set(tokens.flat().flatMap((token) => (token === 'any' ? [] : [token.text])));
  // Any character that no pattern has stands for all of them.
  const inputs = [...characters, undefined];
  const start = tokens.map((each) => withEmptyRuns(each, [0]));
  const seen = new Set([JSON.stringify(start)]);
  const waiting = [start];
  let worst = 0;
  for (let state = waiting.pop(); state !== undefined; state = waiting.pop()) {
    for (const input of inputs) {
      const next = state.map((matched, at) => afterInput(tokens[at] ?? [], matched, input));
      worst = Math.max(
        worst,
        next.reduce((sum, matched) => sum + matched.length, 0),
      );
      if (worst >= atMost || seen.size > MAX_STATES) return atMost;
      const key = JSON.stringify(next);
      if (seen.has(key)) continue;
      seen.add(key);
      waiting.push(next);
    }
  }
  return worst;
};

/** The lengths, in tokens, of the beginnings that match once `input` has come; undefined is a character of no pattern. */
const afterInput = (tokens: readonly Token[], matched: readonly number[], input: string | undefined): number[] => {
  const lengths = matched.flatMap((length) => {
    const next = tokens[length];
    const grows = next !== undefined && next !== 'any' && next.text === input;
    return [...(tokens[length - 1] === 'any' ? [length] : []), ...(grows ? [length + 1] : [])];
  });
  return withEmptyRuns(tokens, lengths);
};

/** A run may be empty: what matches up to it matches with it. */
const withEmptyRuns = (tokens: readonly Token[], lengths: readonly number[]): number[] =>
  [...new Set(lengths.flatMap((length) => (tokens[length] === 'any' ? [length, length + 1] : [length])))].sort(
    (a, b) => a - b,
  );
