import { type ErrorPayload, FunctionError } from '../function-error';

/** What Lambda's Node runtime makes of a thrown value. */
export const errorPayload = (thrown: unknown): ErrorPayload => {
  if (thrown instanceof FunctionError) return thrown.payload;
  if (thrown instanceof Error) {
    return { errorType: thrown.name, errorMessage: thrown.message, trace: thrown.stack?.split('\n') ?? [] };
  }
  return { errorType: typeof thrown, errorMessage: String(thrown), trace: [] };
};
