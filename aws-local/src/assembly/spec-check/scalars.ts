// CloudFormation turns every scalar of a template into text before a resource provider reads it as the type that it expects, so that numbers, booleans and their
// texts stand for each other. What it takes: aws-cloudformation/cloudformation-validate (src/template-model/src/coercion.rs) and aws-cloudformation/cfn-lint
// (src/cfnlint/jsonschema/_keywords_cfn.py, _raw_type, used unless rule E3012 is strict). Where both differ, the more lenient one holds.

const isText = (value: unknown): value is string => typeof value === 'string';

const TRUTHS = 'true True TRUE yes Yes YES on On ON y Y 1 false False FALSE no No NO off Off OFF n N 0'.split(' ');

export const isStringLike = (value: unknown): boolean => ['string', 'number', 'boolean'].includes(typeof value);

export const isNumberLike = (value: unknown): boolean =>
  typeof value === 'number' || (isText(value) && value.trim() !== '' && Number.isFinite(Number(value)));

export const isIntegerLike = (value: unknown): boolean => isNumberLike(value) && Number.isInteger(Number(value));

export const isBooleanLike = (value: unknown): boolean =>
  typeof value === 'boolean' || (isText(value) && TRUTHS.includes(value));
