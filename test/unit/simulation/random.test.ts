import { pick, seededRandom, shuffled, weightedIndex, wholeBetween } from '../../../simulation/random';

const draw = (count: number, seed: number, stream?: string): number[] => {
  const random = seededRandom(seed, stream);
  return Array.from({ length: count }, () => random.next());
};

describe('the seeded generator', () => {
  test('the same seed gives the same numbers, another seed or stream others', () => {
    expect(draw(5, 7)).toEqual(draw(5, 7));
    expect(draw(5, 7)).not.toEqual(draw(5, 8));
    expect(draw(5, 7, 'shops')).not.toEqual(draw(5, 7, 'people'));
  });

  test('numbers lie evenly between 0 and 1', () => {
    const tenths = Array<number>(10).fill(0);
    for (const number of draw(20_000, 3)) tenths[Math.floor(number * 10)] = (tenths[Math.floor(number * 10)] ?? 0) + 1;

    for (const count of tenths) expect(Math.abs(count - 2_000)).toBeLessThan(200);
  });

  test('weights are kept: three times the weight, three times as often; none, never', () => {
    const random = seededRandom(1);
    const sample = weightedIndex([3, 0, 1]);
    const counts = [0, 0, 0];
    for (let n = 0; n < 8_000; n++) {
      const index = sample(random);
      counts[index] = (counts[index] ?? 0) + 1;
    }

    expect(counts[1]).toBe(0);
    expect((counts[0] ?? 0) / (counts[2] ?? 0)).toBeCloseTo(3, 0);
    expect(() => weightedIndex([0, 0])).toThrow('weights must hold a positive one, got [0,0]');
  });

  test('whole numbers come from both ends of their range', () => {
    const random = seededRandom(2);
    const seen = new Set(Array.from({ length: 200 }, () => wholeBetween(random, -1, 1)));

    expect([...seen].sort()).toEqual([-1, 0, 1]);
  });

  test('shuffling keeps every element and the list given', () => {
    const list = [1, 2, 3, 4, 5, 6, 7, 8];
    const mixed = shuffled(seededRandom(4), list);

    expect(mixed).not.toEqual(list);
    expect([...mixed].sort()).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
    expect(list[0]).toBe(1);
  });

  test('nothing can be picked from an empty list', () => {
    expect(() => pick(seededRandom(1), [])).toThrow('the list is empty');
  });
});
