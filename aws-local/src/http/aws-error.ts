/** An error that answers a client in the AWS shape: `code` is the error's name as the service's API reference lists it. */
export class AwsError extends Error {
  public readonly code: string;
  public readonly statusCode: number;

  public constructor(code: string, message: string, statusCode = 400) {
    super(message);
    this.name = code;
    this.code = code;
    this.statusCode = statusCode;
  }
}
