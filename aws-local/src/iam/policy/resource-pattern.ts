import { compileGlob } from './glob';
import { ARN_PARTS, segmentsOf } from './pattern';
import type { GlobPart } from './policy-text';

/** A part of an ARN before its resource; one that ends with `*` may take the parts after it, too. */
interface Segment {
  readonly test: (part: string) => boolean;
  readonly runsOn: boolean;
}

/**
 * Compiles a text of Resource or NotResource. Before the resource's own part, wildcards stay within their part of the ARN; only a `*` that ends its part goes on over colons. The
 * last part is matched as a whole: an object's key may have colons (IAM/latest/UserGuide/reference_policies_elements_resource.html, "Using wildcards in resource ARNs").
 */
export const compileResource = (parts: readonly GlobPart[]): ((resource: string) => boolean) => {
  if (parts.every((part) => 'literal' in part)) return compileGlob(parts);
  const segments = segmentsOf(parts, ARN_PARTS);
  const rest = compileGlob(segments.pop() ?? []);
  if (segments.flat().every((part) => 'literal' in part)) {
    const before = segments
      .map((segment) => `${segment.map((part) => ('literal' in part ? part.literal : '')).join('')}:`)
      .join('');
    return (resource) => resource.startsWith(before) && rest(resource.slice(before.length));
  }
  const before = segments.map((segment): Segment => ({ test: compileGlob(segment), runsOn: endsWithStar(segment) }));
  return (resource) => covers(before, rest, resource.split(':'));
};

const endsWithStar = (segment: readonly GlobPart[]): boolean => {
  const end = segment.at(-1);
  return end !== undefined && 'wildcard' in end && end.wildcard === '*';
};

/**
 * Whether the segments and what follows them cover all parts. Each segment takes its part as early as it can; where that fails, the last one that runs on takes one part more.
 * Those before it need not be tried again: what they could take more, the last one can.
 */
const covers = (segments: readonly Segment[], rest: (text: string) => boolean, parts: readonly string[]): boolean => {
  let segment = 0;
  let part = 0;
  let retry: { readonly segment: number; readonly part: number } | undefined;
  while (part < parts.length) {
    const next = segments[segment];
    if (next === undefined) {
      if (rest(parts.slice(part).join(':'))) return true;
    } else if (next.test(parts[part] ?? '')) {
      segment += 1;
      part += 1;
      if (next.runsOn) retry = { segment, part };
      continue;
    }
    if (retry === undefined) return false;
    retry = { segment: retry.segment, part: retry.part + 1 };
    ({ segment, part } = retry);
  }
  return false;
};
