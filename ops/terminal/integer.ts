import { InvalidArgumentError } from 'commander';

/** Reads a whole number of an option, `least` and `most` included. @throws InvalidArgumentError */
export const integerBetween =
  (least: number, most: number) =>
  (text: string): number => {
    const value = Number(text);
    if (text.trim() !== '' && Number.isInteger(value) && value >= least && value <= most) return value;
    throw new InvalidArgumentError(`must be a whole number from ${least} to ${most}, got ${text}`);
  };
