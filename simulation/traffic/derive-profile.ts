/**
 * Derives the sales profile (profile.json) from a till's export and prints it:
 *
 *     npx tsx simulation/traffic/derive-profile.ts coffee-shop-sales.csv.gz > simulation/traffic/profile.json
 *
 * The profile in the repository was derived from the public "Coffee Shop Sales" (Maven Roasters) data set: 149,116 till lines of three
 * New York coffee shops, January to June 2023. The data set itself carries no licence statement that we found, so it is not here:
 * only sums over it are (menu, most frequent prices, counts of sales, of basket sizes, of arrivals by hour, of baskets by shop).
 */
import { type Basket, basketsOf } from './baskets';
import { salesFigures } from './sales-figures';
import { readTillLines } from './till-file';

const [file] = process.argv.slice(2);
if (!file) {
  console.error('usage: derive-profile.ts <till export, csv or csv.gz>');
  process.exit(2);
}

let skipped = 0;
const baskets: Basket[] = [];
for await (const basket of basketsOf(readTillLines(file, () => skipped++))) baskets.push(basket);
if (skipped > 0) console.error(`${skipped} rows skipped`);

const { menu, shops, ...distributions } = salesFigures(baskets);
const rows = (list: readonly object[]): string => list.map((entry) => `    ${JSON.stringify(entry)}`).join(',\n');
const fields = Object.entries(distributions).map(([name, counts]) => `  "${name}": ${JSON.stringify(counts)}`);
console.log(`{\n  "menu": [\n${rows(menu)}\n  ],\n${fields.join(',\n')},\n  "shops": [\n${rows(shops)}\n  ]\n}`);
