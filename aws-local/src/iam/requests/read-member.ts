// Input is what a client sent, before the service has read it: every member may be missing or of another type.

/** A member that is a text with something in it. */
export const textOf = (value: unknown): string | undefined =>
  typeof value === 'string' && value !== '' ? value : undefined;

/** The elements of a list; none if it is no list. */
export const listOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);

/** The texts of a list. */
export const textsOf = (value: unknown): readonly string[] =>
  listOf(value).filter((each): each is string => typeof each === 'string' && each !== '');

const NOTHING: Readonly<Record<string, unknown>> = Object.freeze({});

/** The members of a structure or map; none if it is neither. What objects inherit is never taken for a member: it is a function or has no members. */
export const membersOf = (value: unknown): Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Record<string, unknown>) : NOTHING;
