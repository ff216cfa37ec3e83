/** The command was asked for something that does not exist or makes no sense: exit code 2, one line that says what would. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}
