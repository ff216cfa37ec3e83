import { creationOrder } from '../../../src/assembly/creation-order';

const refersTo = (...ids: string[]) => ({ Type: 'T', Properties: { list: ids.map((Ref) => ({ Ref })) } });

describe('order of creation', () => {
  it('puts what is referred to first and keeps the template’s order otherwise', () => {
    const order = creationOrder({
      Pipe: refersTo('Queue', 'Role'),
      Table: refersTo(),
      Queue: refersTo(),
      Role: refersTo(),
    });
    expect(order).toEqual(['Queue', 'Role', 'Pipe', 'Table']);
  });

  it('follows DependsOn, one or many, and ignores pseudo parameters', () => {
    const order = creationOrder({
      A: { ...refersTo('AWS::Region'), DependsOn: ['B', 'C'] },
      B: { ...refersTo(), DependsOn: 'C' },
      C: refersTo(),
    });
    expect(order).toEqual(['C', 'B', 'A']);
  });

  it('names the resources of a circle', () => {
    expect(() => creationOrder({ A: refersTo('B'), B: refersTo('C'), C: refersTo('B') })).toThrow('B -> C -> B');
  });

  it('names a DependsOn that leads nowhere', () => {
    expect(() => creationOrder({ A: { ...refersTo(), DependsOn: 'Gone' } })).toThrow(
      'resource A: DependsOn: there is no Gone',
    );
  });
});
