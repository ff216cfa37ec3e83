import { functionNameOf, qualifierOf, validateFunctionDefinition } from '../../../src/lambda/function-definition';

describe('what names a function, and a version of it', () => {
  it.each<[string, string | undefined]>([
    ['payment', undefined],
    ['payment:live', 'live'],
    ['payment:$LATEST', '$LATEST'],
    ['000000000000:function:payment', undefined],
    ['000000000000:function:payment:7', '7'],
    ['arn:aws:lambda:us-east-1:000000000000:function:payment', undefined],
    ['arn:aws:lambda:us-east-1:000000000000:function:payment:live', 'live'],
  ])('%s', (reference, qualifier) => {
    expect(functionNameOf(reference)).toBe('payment');
    expect(qualifierOf(reference)).toBe(qualifier);
  });
});

describe('the definition of a function', () => {
  const definition = {
    functionName: 'payment',
    codePath: '/code',
    handler: 'index.handler',
    timeoutMs: 30_000,
    memoryMb: 256,
    environment: {},
  };

  it('is taken within the limits of Lambda', () => {
    expect(() => validateFunctionDefinition(definition)).not.toThrow();
  });

  it.each([
    [{ timeoutMs: 900_001 }, /timeoutMs of payment must lie within 1 and 900000, not 900001/],
    [{ memoryMb: 64 }, /memoryMb of payment must lie within 128 and 10240, not 64/],
    [{ reservedConcurrency: -1 }, /reservedConcurrency of payment .* not -1/],
    [{ functionName: 'pay ment' }, /functionName .* not pay ment/],
  ])('is refused with %p', (change, message) => {
    expect(() => validateFunctionDefinition({ ...definition, ...change })).toThrow(message);
  });
});
