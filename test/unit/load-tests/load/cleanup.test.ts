import { Cleanup } from '../../../../load-tests/load/cleanup';

describe('what a load test set up', () => {
  const exitCode = process.exitCode;
  afterEach(() => {
    process.exitCode = exitCode;
    jest.restoreAllMocks();
  });

  const noted = () => {
    const undone: string[] = [];
    const cleanup = new Cleanup();
    const note = (what: string) => cleanup.add(what, () => undone.push(what));
    return { cleanup, note, undone };
  };

  test('is taken away in reverse order, once', async () => {
    const { cleanup, note, undone } = noted();
    for (const what of ['the shops', 'the tap', 'artillery']) note(what);
    await Promise.all([cleanup.run(), cleanup.run()]);
    await cleanup.run();
    expect(undone).toEqual(['artillery', 'the tap', 'the shops']);
  });

  test('is taken away also if a part of it cannot be, which is told', async () => {
    const told = jest.spyOn(console, 'error').mockImplementation(() => undefined);
    const { cleanup, note, undone } = noted();
    note('the shops');
    cleanup.add('remove the tap', () => Promise.reject(new Error('the queue is gone')));
    await cleanup.run();
    expect(undone).toEqual(['the shops']);
    expect(told).toHaveBeenCalledWith('could not remove the tap: the queue is gone');
    expect(process.exitCode).toBe(1);
  });

  test('does not stay when it was set up during the end', async () => {
    const { cleanup, note, undone } = noted();
    expect(cleanup.hasBegun).toBe(false);
    const ending = cleanup.run();
    expect(cleanup.hasBegun).toBe(true);
    note('the tap');
    await ending;
    await cleanup.run();
    expect(undone).toEqual(['the tap']);
  });
});
