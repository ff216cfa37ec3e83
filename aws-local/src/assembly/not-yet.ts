/** Stands where only a deployment tells the value. No template holds a control character. */
export const NOT_YET = '\u0000';

/** Whether a value, or a part of it, is told by a deployment only. */
export const holdsNotYet = (value: unknown): boolean => JSON.stringify(value ?? null).includes('\\u0000');
