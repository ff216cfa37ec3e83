import type { AccessRequest } from '../policy/access-request';
import { accessRequest } from './access-request-of';
import type { RequestsOf, ServiceTable, Where } from './api-call';
import { dynamoDbContext, type Subject } from './dynamodb-context';
import { tableArn } from './dynamodb-items';
import { hashKeyOf, keyText } from './dynamodb-key';
import { keysOfCondition } from './partiql-condition';
import { parsePartiQl, type Statement } from './partiql-statement';
import { isKeyword, isSymbol, type Token } from './partiql-tokens';
import { listOf, membersOf, textOf } from './read-member';

/** Bare words that are no attributes. */
const WORDS = new Set(
  `ALL AND ANY AS ASC BETWEEN BY DELETE DESC EXISTS FALSE FROM IN INSERT INTO IS MISSING MODIFIED NEW NOT NULL OLD OR ORDER REMOVE RETURNING SELECT SET TRUE UPDATE VALUE WHERE`.split(
    ' ',
  ),
);

/** The text of a literal or parameter as a partition key has it. */
const valueWith =
  (parameters: readonly unknown[]) =>
  (token: Token | undefined): string | undefined => {
    if (token?.kind === 'parameter') return keyText(parameters[Number(token.text)]);
    return token?.kind === 'string' || token?.kind === 'number' ? token.text : undefined;
  };

/** The attributes of an INSERT's item, each with the token of its value if that is one. */
const itemOf = (tokens: readonly Token[]): ReadonlyMap<string, Token | undefined> => {
  const members = new Map<string, Token | undefined>();
  let depth = 0;
  for (const [at, token] of tokens.entries()) {
    if (isSymbol(token, '{') || isSymbol(token, '[')) depth += 1;
    else if (isSymbol(token, '}') || isSymbol(token, ']')) depth -= 1;
    else if (depth === 1 && token.kind === 'string' && isSymbol(tokens[at + 1], ':'))
      members.set(token.text, tokens[at + 2]);
  }
  return members;
};

const keysOfItem = (item: readonly Token[], hashKey: string, parameters: readonly unknown[]): readonly string[] => {
  const [whole] = item;
  const text =
    whole?.kind === 'parameter'
      ? keyText(membersOf(membersOf(parameters[Number(whole.text)]).M)[hashKey])
      : valueWith(parameters)(itemOf(item).get(hashKey));
  return text === undefined ? [] : [text];
};

const attributesOf = ({ verb, item, rest }: Statement): readonly string[] => {
  if (verb === 'Insert') return [...itemOf(item).keys()];
  const names = rest.filter((token, at) => {
    const isName = token.kind === 'quoted' || (token.kind === 'name' && !WORDS.has(token.text.toUpperCase()));
    return isName && !isSymbol(rest[at - 1], '.') && !isSymbol(rest[at + 1], '(');
  });
  return [...new Set(names.map(({ text }) => text))];
};

const selectOf = ({ projection, index }: Statement): string => {
  if (!isSymbol(projection[0], '*')) return 'SPECIFIC_ATTRIBUTES';
  return index === undefined ? 'ALL_ATTRIBUTES' : 'ALL_PROJECTED_ATTRIBUTES';
};

/** `RETURNING MODIFIED NEW *` is what an UpdateItem calls UPDATED_NEW (ql-reference.update.html). */
const returnValuesOf = ({ returning: [extent, age] }: Statement): string => {
  if (!isKeyword(age, 'OLD') && !isKeyword(age, 'NEW')) return 'NONE';
  return `${isKeyword(extent, 'MODIFIED') ? 'UPDATED' : 'ALL'}_${age?.text.toUpperCase()}`;
};

/** A SELECT may read an index; the other statements write the table. */
const statementRequest = (holder: unknown, where: Where, enclosingOperation?: string): AccessRequest => {
  const { Statement: text, Parameters } = membersOf(holder);
  const statement = parsePartiQl(textOf(text) ?? '');
  const { verb, table, index, condition, item } = statement;
  const parameters = listOf(Parameters);
  const keys = (): readonly string[] | undefined => {
    const hashKey = hashKeyOf(table, index, where);
    if (hashKey === undefined) return undefined;
    return verb === 'Insert'
      ? keysOfItem(item, hashKey, parameters)
      : keysOfCondition(condition, hashKey, valueWith(parameters));
  };
  const subject: Subject = {
    parameters: {},
    leadingKeys: () => [...new Set(keys())],
    attributes: () => attributesOf(statement),
    ...(enclosingOperation !== undefined && { enclosingOperation }),
    ...(verb === 'Select' && { select: () => selectOf(statement), fullTableScan: () => keys() === undefined }),
    ...((verb === 'Update' || verb === 'Delete') && { returnValues: () => returnValuesOf(statement) }),
  };
  const resource = tableArn(table, where) + (index === undefined ? '' : `/index/${index}`);
  return accessRequest(where, `dynamodb:PartiQL${verb}`, resource, dynamoDbContext(subject, where));
};

const statements =
  (member: string, enclosingOperation?: string): RequestsOf =>
  (input, where) => {
    const holders = listOf(input[member]);
    return (holders.length === 0 ? [{}] : holders).map((each) => statementRequest(each, where, enclosingOperation));
  };

/** Actions: developer guide, ql-iam.html; only a transaction is an enclosing operation there. In a batch, a statement that is denied is an error of its own in the answer (API BatchStatementError, AccessDenied). */
export const partiQlTable: ServiceTable = {
  ExecuteStatement: (input, where) => [statementRequest(input, where)],
  BatchExecuteStatement: statements('Statements'),
  ExecuteTransaction: statements('TransactStatements', 'ExecuteTransaction'),
};
