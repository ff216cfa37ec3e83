import { changedAlias, newAlias, versionOfInvocation } from '../../../src/lambda/alias';

describe('an alias', () => {
  it.each([
    [0, '2'],
    [0.0999, '2'],
    [0.1, '1'],
    [0.999, '1'],
  ])('with a tenth for version 2 sends an invocation that draws %p to version %s', (random, version) => {
    expect(versionOfInvocation({ version: '1', weights: { 2: 0.1 } }, random)).toBe(version);
  });

  it('without weights sends every invocation to its version', () => {
    expect(versionOfInvocation({ version: '1' }, 0)).toBe('1');
  });

  it.each([
    ['more than two versions', { version: '1', weights: { 2: 0.1, 3: 0.1 } }, /cannot be greater than 1/],
    ['its own version with a weight', { version: '1', weights: { 1: 0.1 } }, /already included/],
    ['a weight above one', { version: '1', weights: { 2: 1.1 } }, /2=1.1/],
    ['a negative weight', { version: '1', weights: { 2: -0.1 } }, /2=-0.1/],
    ['the latest code beside a version', { version: '$LATEST', weights: { 2: 0.1 } }, /LATEST is not supported/],
    [
      'the latest code as the second one',
      { version: '1', weights: { $LATEST: 0.1 } },
      /LATEST=0.1.*number of a version/,
    ],
  ])('is refused with %s', (_, target, message) => {
    expect(() => newAlias('live', target)).toThrow(message);
  });

  it('is changed only by who knows its revision, or asks for none', () => {
    const alias = newAlias('live', { version: '1' });
    const moved = changedAlias(alias, { version: '2', revisionId: alias.revisionId });
    expect(moved).toMatchObject({ name: 'live', version: '2' });
    expect(moved.revisionId).not.toBe(alias.revisionId);
    expect(() => changedAlias(moved, { version: '1', revisionId: alias.revisionId })).toThrow(/does not match/);
    expect(changedAlias(moved, { weights: { 3: 0.5 } })).toMatchObject({ version: '2', weights: { 3: 0.5 } });
  });
});
