/** What services, the environment and tests import of this folder. */

export { AwsError } from './aws-error';
export type { JsonService, Operation, OperationContext } from './json-service';
export { type HttpServer, type HttpServerOptions, type PathHandler, startHttpServer } from './server';
