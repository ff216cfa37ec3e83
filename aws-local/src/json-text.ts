/** The value of a JSON text; undefined, which no JSON text means, if it is none. */
export const parsedJson = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};

/** Whether a text is a JSON value of any type. */
export const isJson = (text: string): boolean => parsedJson(text) !== undefined;

/** The object that a JSON text means; undefined if it is an array or anything else. */
export const jsonObject = (text: string): object | undefined => {
  const value = parsedJson(text);
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? value : undefined;
};
