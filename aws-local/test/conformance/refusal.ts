import assert from 'node:assert/strict';

/** An error as a service answered it. */
export interface Refusal {
  /** What the SDK calls it. */
  readonly name: string;
  /** The code; of SQS that of its old query protocol, which the SDK takes from `x-amzn-query-error`. */
  readonly code: string;
  /** `__type` of the answer, without a namespace. */
  readonly type: string;
  readonly message: string;
  readonly status: number | undefined;
}

/** The refusal of a request; fails if it is accepted. */
export const refusalOf = async (request: Promise<unknown>): Promise<Refusal> => {
  const error = await request.then(
    () => assert.fail('the request was accepted'),
    (thrown: Error & { Code?: string; __type?: string; $metadata?: { httpStatusCode?: number } }) => thrown,
  );
  const { name, message, Code: code = name, __type = name } = error;
  return { name, code, type: __type.replace(/^.*#/, ''), message, status: error.$metadata?.httpStatusCode };
};

/** Fails unless the request is refused with this code. */
export const refusedWith = async (code: string | RegExp, request: Promise<unknown>): Promise<void> => {
  const refusal = await refusalOf(request);
  const isIt = typeof code === 'string' ? refusal.code === code : code.test(refusal.code);
  assert.ok(isIt, `refused with ${refusal.code} (${refusal.message}), not with ${code}`);
};
