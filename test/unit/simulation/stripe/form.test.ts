import { parseForm } from '../../../../simulation/stripe/form';

describe('a form', () => {
  it('nests what stands in brackets', () => {
    expect(parseForm('amount=480&metadata[orderId]=A%261&expand[0]=latest_charge')).toEqual({
      amount: '480',
      metadata: { orderId: 'A&1' },
      expand: { 0: 'latest_charge' },
    });
  });

  it('numbers the items of a list that has no numbers', () => {
    expect(parseForm('expand[]=a&expand[]=b')).toEqual({ expand: { 0: 'a', 1: 'b' } });
  });

  it('nests to any depth', () => {
    expect(parseForm('a[b][c]=1&a[b][d]=2')).toEqual({ a: { b: { c: '1', d: '2' } } });
  });

  it('takes no field for a property of every object', () => {
    expect(parseForm('__proto__[polluted]=yes')).not.toHaveProperty('polluted');
    expect({}).not.toHaveProperty('polluted');
  });

  it('is empty when the body is', () => {
    expect(parseForm('')).toEqual({});
  });
});
