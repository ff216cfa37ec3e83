import { AwsError } from '../http/aws-error';

/** SNS's refusal of a parameter. @param reason the parameter, or what is wrong with it. */
export const invalidParameter = (reason: string): AwsError =>
  new AwsError('InvalidParameter', `Invalid parameter: ${reason}`);
