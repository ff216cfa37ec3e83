import { pacing } from '../../../../../stages/payment/gateway/pacing';

/** Milliseconds after the first at which so many calls of an operation had their turn. */
const turnsOf = async (turn: ReturnType<typeof pacing>, operation: Parameters<typeof turn>[0], calls: number) => {
  const startMs = Date.now();
  const turns = Array.from({ length: calls }, () => turn(operation).then(() => Date.now() - startMs));
  await jest.advanceTimersByTimeAsync(60_000);
  return Promise.all(turns);
};

describe('calls of the gateway', () => {
  beforeEach(() => jest.useFakeTimers());
  afterEach(() => jest.useRealTimers());

  it('wait once there are as many in a second as agreed', async () => {
    expect(await turnsOf(pacing(2), 'open', 6)).toEqual([0, 0, 1_000, 1_500, 2_000, 2_500]);
  });

  it('are never more in any second, at whatever rate they come', async () => {
    const turn = pacing(4);
    const startMs = Date.now();
    const turns: number[] = [];
    for (let call = 0; call < 200; call++) {
      void turn('confirm').then(() => turns.push(Date.now() - startMs));
      await jest.advanceTimersByTimeAsync((call * 37) % 200);
    }
    await jest.advanceTimersByTimeAsync(120_000);

    expect(turns).toHaveLength(200);
    const most = Math.max(...turns.map((from) => turns.filter((at) => at >= from && at < from + 1_000).length));
    expect(most).toBe(4);
  });

  it.each([
    [0.5, [0, 2_000, 4_000]],
    [2.5, [0, 0, 800, 1_200, 1_600]],
  ])('may be %p per second', async (perSecond, turns) => {
    expect(await turnsOf(pacing(perSecond), 'open', turns.length)).toEqual(turns);
  });

  it('of one operation do not wait for those of another', async () => {
    const turn = pacing(1);
    expect(await turnsOf(turn, 'open', 2)).toEqual([0, 1_000]);
    jest.setSystemTime(Date.now());
    expect(await turnsOf(turn, 'confirm', 1)).toEqual([0]);
  });

  it('wait for each endpoint that they ask', async () => {
    const turn = pacing(1);
    void turn('read');

    expect(await turnsOf(turn, 'resume', 1)).toEqual([1_000]);
    expect(await turnsOf(turn, 'confirm', 1)).toEqual([0]);
  });
});
