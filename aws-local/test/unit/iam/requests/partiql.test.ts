import fc from 'fast-check';
import { parsePartiQl } from '../../../../src/iam/requests/partiql-statement';
import { ask, asked, keysOf } from './shop-calls';

const TABLE = 'arn:aws:dynamodb:us-east-1:000000000000:table/';
const run = (Statement: string, ...Parameters: unknown[]) =>
  ask('dynamodb', 'ExecuteStatement', { Statement, Parameters })[0];
const keys = (statement: string, ...parameters: unknown[]) =>
  keysOf(run(statement, ...parameters))['dynamodb:leadingkeys'];
const scans = (statement: string, ...parameters: unknown[]) =>
  keysOf(run(statement, ...parameters))['dynamodb:fulltablescan'];

test.each([
  [`SELECT * FROM "Orders" WHERE PK = 'a'`, 'PartiQLSelect', 'Orders'],
  [`select total from Orders`, 'PartiQLSelect', 'Orders'],
  [`SELECT * FROM "Orders"."by-status" WHERE status = 'OPEN'`, 'PartiQLSelect', 'Orders/index/by-status'],
  [`INSERT INTO "shop-orders" VALUE {'PK': 'a'}`, 'PartiQLInsert', 'shop-orders'],
  [`UPDATE "Orders" SET total = 3 WHERE PK = 'a'`, 'PartiQLUpdate', 'Orders'],
  [`DELETE FROM "Orders" WHERE PK = 'a'`, 'PartiQLDelete', 'Orders'],
  [`EXISTS(SELECT * FROM "Orders" WHERE PK = 'a' AND total > 3)`, 'PartiQLSelect', 'Orders'],
  [`-- FROM "Stock"\n/* UPDATE x */ DELETE FROM "Orders" WHERE PK = 'FROM "Stock"'`, 'PartiQLDelete', 'Orders'],
  [`SELECT * FROM "a""b"`, 'PartiQLSelect', 'a"b'],
])('%s needs %s on %s', (Statement, action, table) => {
  expect(asked('dynamodb', 'ExecuteStatement', { Statement })).toEqual([`dynamodb:${action} ${TABLE}${table}`]);
});

test('a table may stand there as an ARN', () => {
  expect(run(`SELECT * FROM "${TABLE}Orders" WHERE PK = 'a'`)?.resource).toBe(`${TABLE}Orders`);
  expect(keys(`SELECT * FROM "${TABLE}Orders" WHERE PK = 'a'`)).toEqual(['a']);
});

// The examples of ql-reference.select.html, and what they leave open.
test.each([
  [`PK = 100`, ['100']],
  [`PK = 100 and Address='some address'`, ['100']],
  [`PK = 100 or PK = 200`, ['100', '200']],
  [`PK IN [100, 300, 234]`, ['100', '300', '234']],
  [`PK IN ('a', 'b')`, ['a', 'b']],
  [`'a' = PK`, ['a']],
  [`"PK" = 'it''s'`, [`it's`]],
  [`total BETWEEN 1 AND 2 AND PK = 'a'`, ['a']],
  [`(PK = 'a' OR (PK = 'b')) AND NOT total = 3`, ['a', 'b']],
  [`begins_with(note, 'x') AND PK = 'a' ORDER BY SK DESC`, ['a']],
])('WHERE %s reads only some partitions', (condition, expected) => {
  expect(keys(`SELECT * FROM "Orders" WHERE ${condition}`)).toEqual(expected);
  expect(scans(`SELECT * FROM "Orders" WHERE ${condition}`)).toBe('false');
});

test.each([
  `PK > 1`,
  `Address='some address'`,
  `PK = 100 OR Address='some address'`,
  `NOT PK = 'a'`,
  `NOT (PK = 'a')`,
  `PK = 'a' || 'b'`,
  `PK = total`,
  `PK IN ()`,
  `nested.PK = 'a'`,
  `PK BETWEEN 'a' AND 'b'`,
  `pk = 'a'`,
  `PK = 'a' )`,
  `(PK = 'a'`,
])('WHERE %s may read the whole table', (condition) => {
  expect(scans(`SELECT * FROM "Orders" WHERE ${condition}`)).toBe('true');
  expect(keys(`SELECT * FROM "Orders" WHERE ${condition}`)).toBeUndefined();
});

test('parameters are counted over the whole statement', () => {
  const update = `UPDATE "Orders" SET total = ? SET note = '?' WHERE PK = ? AND SK = ?`;
  expect(keys(update, { N: '3' }, { S: 'a' }, { S: 'x' })).toEqual(['a']);
  expect(scans('SELECT * FROM "Orders" WHERE PK = ?')).toBe('true');
});

test('an inserted item has its key as a literal, as a parameter, or is one', () => {
  expect(keys(`INSERT INTO "Orders" VALUE {'PK': 'a', 'inner': {'PK': 'b'}}`)).toEqual(['a']);
  expect(keys(`INSERT INTO "Orders" VALUE {'total': ?, 'PK': ?}`, { N: '3' }, { S: 'a' })).toEqual(['a']);
  expect(keys(`INSERT INTO "Orders" VALUE ?`, { M: { PK: { S: 'a' } } })).toEqual(['a']);
});

test('attributes, what is selected and what is returned', () => {
  const select = keysOf(run(`SELECT total, address.city FROM "Orders" WHERE PK = 'a' AND size(lines) > 3`));
  expect(select['dynamodb:attributes']).toEqual(['total', 'address', 'PK', 'lines']);
  expect(select['dynamodb:select']).toBe('SPECIFIC_ATTRIBUTES');
  expect(keysOf(run('SELECT * FROM "Orders"'))['dynamodb:select']).toBe('ALL_ATTRIBUTES');
  const update = keysOf(run(`UPDATE "Orders" SET total = 3 REMOVE note WHERE PK = 'a' RETURNING MODIFIED NEW *`));
  expect(update['dynamodb:attributes']).toEqual(['total', 'note', 'PK']);
  expect(update['dynamodb:returnvalues']).toBe('UPDATED_NEW');
  expect(keysOf(run(`DELETE FROM "Orders" WHERE PK = 'a' RETURNING ALL OLD *`))['dynamodb:returnvalues']).toBe(
    'ALL_OLD',
  );
  expect(keysOf(run(`INSERT INTO "Orders" VALUE {'PK': 'a', 'n': {'x': 1}}`))['dynamodb:attributes']).toEqual([
    'PK',
    'n',
  ]);
});

test('a transaction is the enclosing operation of its statements, a batch is not', () => {
  const statements = [{ Statement: `DELETE FROM "Orders" WHERE PK = 'a'` }, { Statement: `SELECT * FROM "Stock"` }];
  const [first, second] = ask('dynamodb', 'ExecuteTransaction', { TransactStatements: statements });
  expect([first?.action, second?.action]).toEqual(['dynamodb:PartiQLDelete', 'dynamodb:PartiQLSelect']);
  expect(keysOf(first)['dynamodb:enclosingoperation']).toBe('ExecuteTransaction');
  const batch = ask('dynamodb', 'BatchExecuteStatement', { Statements: statements });
  expect(batch.map((request) => keysOf(request)['dynamodb:enclosingoperation'])).toEqual([undefined, undefined]);
});

describe('for any text', () => {
  const word = fc.constantFrom(
    ...`SELECT FROM WHERE UPDATE DELETE INSERT INTO VALUE SET IN AND OR NOT BETWEEN EXISTS PK "Orders" 'a' ? = ( ) [ ] { } : , . " ' -- /* */ 3 \n`.split(
      ' ',
    ),
  );
  const soup = fc.array(word, { maxLength: 40 }).map((words) => words.join(' '));

  test('a statement is one PartiQL action on one table', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string({ unit: 'binary' }), soup), fc.array(fc.jsonValue()), (Statement, Parameters) => {
        const requests = ask('dynamodb', 'ExecuteStatement', { Statement, Parameters });
        expect(requests).toHaveLength(1);
        expect(requests[0]?.action).toMatch(/^dynamodb:PartiQL(Select|Insert|Update|Delete)$/);
        expect(requests[0]?.resource.startsWith(TABLE)).toBe(true);
      }),
      { numRuns: 2000 },
    );
  });

  test('a table is found whatever its name, and no value of a condition is taken for one', () => {
    const name = fc.string({ minLength: 1 });
    const quoted = (text: string, quote: string) => quote + text.replaceAll(quote, quote + quote) + quote;
    fc.assert(
      fc.property(name, fc.string(), (table, value) => {
        const statement = `SELECT * FROM ${quoted(table, '"')} WHERE PK = ${quoted(value, "'")}`;
        expect(parsePartiQl(statement).table).toBe(table);
        expect(keys(`SELECT * FROM "Orders" WHERE PK = ${quoted(value, "'")}`)).toEqual([value]);
      }),
    );
  });

  test('a condition with an OR that leaves the partition open is a full scan, however it is nested', () => {
    type Tree = { text: string; open: boolean };
    const leaf = fc.constantFrom<Tree[]>(
      { text: `PK = 'a'`, open: false },
      { text: `PK IN ['a', 'b']`, open: false },
      { text: `total > 3`, open: true },
      { text: `total BETWEEN 1 AND 2`, open: true },
      { text: `begins_with(PK, 'a')`, open: true },
    );
    const { tree } = fc.letrec<{ tree: Tree }>((tie) => ({
      tree: fc.oneof(
        { depthSize: 'small', withCrossShrink: true },
        leaf,
        fc
          .tuple(tie('tree'), tie('tree'))
          .map(([a, b]) => ({ text: `(${a.text}) AND (${b.text})`, open: a.open && b.open })),
        fc
          .tuple(tie('tree'), tie('tree'))
          .map(([a, b]) => ({ text: `(${a.text}) OR (${b.text})`, open: a.open || b.open })),
        tie('tree').map(({ text }) => ({ text: `NOT (${text})`, open: true })),
      ),
    }));
    fc.assert(
      fc.property(tree, ({ text, open }) => {
        expect(scans(`SELECT * FROM "Orders" WHERE ${text}`)).toBe(String(open));
      }),
    );
  });

  test('a statement longer than DynamoDB takes is not read', () => {
    const padded = (length: number) => `SELECT * FROM "Orders" WHERE PK = 'a'`.padEnd(length);
    expect(run(padded(8192))?.resource).toBe(`${TABLE}Orders`);
    expect(run(padded(8193))?.resource).toBe(`${TABLE}*`);
  });

  test('a condition nested without end is taken for none', () => {
    for (const condition of ['('.repeat(8000), 'NOT '.repeat(2000), `${'('.repeat(200)}PK = 'a'${')'.repeat(200)}`]) {
      expect(scans(`SELECT * FROM "Orders" WHERE ${condition}`)).toBe('true');
    }
  });
});
