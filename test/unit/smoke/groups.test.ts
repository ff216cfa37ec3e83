import { expectedGroup, judgedGroups } from '../../smoke/groups';

const order = { orderId: 'o-1', shopId: 'astoria' };

describe('the group ids that a stage has seen', () => {
  const judged = (groups: Record<string, string[]>) =>
    judgedGroups(groups, ['o-1'], () => expectedGroup('payment', order));

  it('are right if each order came in its own group', () => {
    expect(judged({ 'o-1': ['o-1'] })).toEqual({ found: 'o-1' });
  });

  it.each<[string, Record<string, string[]>, string]>([
    ['in a group for all', { 'o-1': ['orders'] }, 'o-1 came in orders, not in o-1'],
    [
      'in the path instead of what it leads to',
      { 'o-1': ['$.detail.orderId'] },
      'o-1 came in $.detail.orderId, not in o-1',
    ],
    ['in its own and another one', { 'o-1': ['o-1', 'malformed'] }, 'o-1 came in o-1, malformed, not in o-1'],
    ['nowhere', {}, "no log line of o-1: is the stage's log level above INFO?"],
  ])('are wrong if it came %s', (_, groups, fault) => {
    expect(judged(groups)).toEqual({ fault });
  });

  it('are the shop’s at the shop stages', () => {
    expect([expectedGroup('inventory', order), expectedGroup('fulfillment', order)]).toEqual(['astoria', 'astoria']);
  });
});
