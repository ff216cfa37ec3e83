import { nameWithin } from '../../../cdk/names';

describe('a physical name', () => {
  it('tells stack and purpose', () => {
    expect(nameWithin('CoffeeShopOrderProcessor', 'payment', '.fifo')).toBe('CoffeeShopOrderProcessor-payment.fifo');
  });

  const longStack = (end: string) => `${'a-branch-with-a-long-name-'.repeat(4)}${end}`;

  it('fits where 64 characters are allowed, whatever the stack is called', () => {
    const name = nameWithin(longStack('x'), 'fulfillment-ingress-dlq', '.fifo');
    expect(name.length).toBeLessThanOrEqual(64);
    expect(name).toMatch(/^a-branch-with-a-long.*-fulfillment-ingress-dlq\.fifo$/);
  });

  it('differs for two long stack names that differ in their last letter only', () => {
    expect(nameWithin(longStack('x'), 'payment')).not.toBe(nameWithin(longStack('y'), 'payment'));
  });

  it('is refused when the purpose alone is too long', () => {
    expect(() => nameWithin('stack', 'p'.repeat(70))).toThrow(/no room for its stack's name/);
  });
});
