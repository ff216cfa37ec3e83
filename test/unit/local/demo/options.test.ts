import { parseOptions } from '../../../../local/demo/options';

describe('the demo', () => {
  it('has no outage unless told so', () => {
    expect(parseOptions([])).toEqual({ orders: 300, seed: 1, barista: 'scheduled', clockScale: 5, json: false });
  });

  it('has one of fifteen minutes behind the breaker', () => {
    expect(parseOptions(['--scenario', 'gateway-outage'])).toMatchObject({
      outage: { seconds: 900, mode: '503', breaker: true },
    });
  });

  it('takes its length, its kind, its clock, and whether there is a breaker', () => {
    const given = '--scenario gateway-outage --outage-seconds 120 --outage-mode hanging --no-breaker --clock-scale 4';
    expect(parseOptions(given.split(' '))).toMatchObject({
      clockScale: 4,
      outage: { seconds: 120, mode: 'hanging', breaker: false },
    });
  });
});

describe('a bad release', () => {
  it('is a scenario', () => {
    expect(parseOptions(['--scenario', 'bad-release'])).toMatchObject({ orders: 300, badRelease: true });
  });

  it('needs orders enough that some go to the canary', () => {
    const exit = jest.spyOn(process, 'exit').mockImplementation(() => {
      throw new Error('ended');
    });
    const stderr = jest.spyOn(process.stderr, 'write').mockReturnValue(true);
    expect(() => parseOptions('--scenario bad-release --orders 99'.split(' '))).toThrow('ended');
    expect(stderr).toHaveBeenCalledWith(expect.stringContaining("needs '--orders' of 100 at least, got 99"));
    exit.mockRestore();
    stderr.mockRestore();
  });
});
