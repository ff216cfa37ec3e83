import { interleaved, median, mediansOf, sideBySide, spreadPercent } from '../../../../load-tests/bench/measure';

describe('the median of some runs', () => {
  test('is the one in the middle, however they come', () => expect(median([30, 10, 20])).toBe(20));
  test('of an even number lies between the two in the middle', () => expect(median([40, 10, 20, 30])).toBe(25));
  test('is not moved by one run that went wrong', () => expect(median([10, 11, 5_000])).toBe(11));
  test('of no runs cannot be told', () => expect(() => median([])).toThrow('there is no median of nothing'));

  test('is taken of each figure by itself', () => {
    const runs = [
      { ordersPerSecond: 10, requests: 3 },
      { ordersPerSecond: 30, requests: 1 },
      { ordersPerSecond: 20, requests: 2 },
    ];
    expect(mediansOf(runs)).toEqual({ ordersPerSecond: 20, requests: 2 });
  });
});

describe('contestants side by side', () => {
  const recorded = () => {
    const ran: string[] = [];
    const contestant = (name: string) => async () => {
      ran.push(name);
      return ran.length;
    };
    return { ran, contestants: { ours: contestant('ours'), theirs: contestant('theirs') } };
  };

  test('take turns, and none is always the first', async () => {
    const { ran, contestants } = recorded();
    await interleaved(contestants, 2);
    expect(ran).toEqual(['ours', 'theirs', 'theirs', 'ours', 'ours', 'theirs']);
  });

  test('have a round that does not count', async () => {
    const { contestants } = recorded();
    expect(await interleaved(contestants, 2)).toEqual({ ours: [4, 5], theirs: [3, 6] });
  });

  test('are each given their own time', async () => {
    const times = await sideBySide({ ours: async () => undefined, theirs: async () => undefined }, 1);
    expect(Object.keys(times)).toEqual(['ours', 'theirs']);
  });
});

describe('how far figures lie apart', () => {
  test('is told from the least', () => expect(spreadPercent([105, 100, 102])).toBeCloseTo(5));
  test('of one figure is nothing', () => expect(spreadPercent([7])).toBe(0));
  test.each([[[]], [[0, 1]]])('of %j cannot be told', (values) => {
    expect(() => spreadPercent(values)).toThrow('values: all must be above zero');
  });
});
