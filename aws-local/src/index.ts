/** What others may use of the package, with `clock`, `faults` and `watch`; everything else is its own matter. */
export type { AssemblyStack } from './assembly/assembly';
export { readAssembly } from './assembly/assembly';
export { prepareTemplateCheck } from './assembly/spec-check/spec-check';
export { synthesize } from './assembly/synthesize';
export { type AwsLocal, type AwsLocalOptions, startAwsLocal } from './aws-local';
export { assignment, ignoreEntry } from './command/options';
export { type DynamoDb, startDynamoDb } from './dynamodb/dynoxide';
export type { BusEvent } from './eventbridge/bus-event';
export { compilePattern } from './eventbridge/pattern';
export { foreignPageRefusal } from './http/foreign-page';
export type { PathHandler } from './http/server';
export { LambdaEngine, type LogLine, type MappingDescription } from './lambda/engine';
export { ExecutionEnvironment, type HandlerProcess } from './lambda/execution-environment';
export type { FunctionDefinition } from './lambda/function-definition';
export { sqsEvent } from './lambda/sqs-event';
export type { Journal, Section } from './persistence/journal';
export { type Services, startServices } from './services';
export { type PeekedMessage, type Queue, SqsEngine } from './sqs/engine';
