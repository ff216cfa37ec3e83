import { InvalidArgumentError } from 'commander';

/**
 * Makes a parser of an option that is a whole number; commander names the option and the value in its message.
 * @param least the smallest that is allowed.
 * @param most the largest that is allowed; without it there is no limit.
 * @returns the parser, which throws InvalidArgumentError.
 * @example
 * command.option('--limit <number>', 'at most this many', integerBetween(1, 100_000), 50)
 */
export const integerBetween =
  (least: number, most = Number.POSITIVE_INFINITY) =>
  (text: string): number => {
    const value = Number(text);
    if (text.trim() !== '' && Number.isInteger(value) && value >= least && value <= most) return value;
    const limits = Number.isFinite(most) ? `from ${least} to ${most}` : `from ${least}`;
    throw new InvalidArgumentError(`It must be a whole number ${limits}.`);
  };
