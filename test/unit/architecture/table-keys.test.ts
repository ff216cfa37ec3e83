import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { COUNTER_PREFIX } from '../../../contracts/tables/counter-table';
import {
  breakerPartition,
  checkKey,
  failureKey,
  kitchenKey,
  operationKey,
  orderKey,
} from '../../../pipeline/orders/table-keys';
import { ROOT, trackedFiles } from '../../architecture/tracked-files';

const KEY_FILES = ['contracts/tables/counter-table.ts', 'pipeline/orders/table-keys.ts'];

test('the text of a table key stands in one file per table', () => {
  const sources = trackedFiles('*.ts').filter((file) => !/(^|\/)test\//.test(file) && !KEY_FILES.includes(file));
  const quoted = /['"`](stock|metrics|order|kitchen|rejected|breaker|op)#/;
  expect(
    sources.filter((file) => quoted.test(readFileSync(join(ROOT, file), 'utf8').replaceAll(/\/\*[\s\S]*?\*\//g, ''))),
  ).toEqual([]);
});

test('keys are as earlier releases have stored them', () => {
  expect([
    orderKey('o-1'),
    operationKey('o-1', 'payment.charge'),
    checkKey('o-1'),
    kitchenKey('soho'),
    failureKey('e-1'),
    breakerPartition('payment-gateway'),
    COUNTER_PREFIX,
  ]).toEqual([
    { PK: 'order#o-1', SK: 'order' },
    { PK: 'order#o-1', SK: 'op#payment.charge' },
    { PK: 'order#o-1', SK: 'check' },
    { PK: 'kitchen#soho', SK: 'kitchen' },
    { PK: 'rejected#e-1', SK: 'rejected' },
    'breaker#payment-gateway',
    { stock: 'stock#', metrics: 'metrics#' },
  ]);
});
