import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { COUNTS } from '../../lib/core/cost/counts';
import { type Price, pageOf, renderPrice } from '../../lib/core/cost/price/price';
import { PRICES, PRICES_DATE } from '../../lib/core/cost/price/prices';
import { ROOT } from './code-blocks';

const MILLION = 1_000_000;

/** Every place of a page that states a price of the table, with the price as the page has it. */
const STATED: readonly (readonly [page: string, text: string])[] = [
  ['docs/deploy/cost.md', `| KMS key | 3 | ${cents(PRICES.kmsKey)} |`],
  ['docs/deploy/cost.md', `| CloudWatch dashboard | 1 | ${cents(PRICES.dashboard)} |`],
  ['docs/deploy/archive.md', `each further copy costs ${cents(PRICES.managementCopy)} per 100,000`],
  ['docs/deploy/archive.md', `$${PRICES.s3Standard.usd} per GB and month in Standard`],
  ['docs/deploy/archive.md', `$${PRICES.s3GlacierInstant.usd} in Glacier Instant Retrieval`],
  ['docs/deploy/archive.md', `$${PRICES.s3DeepArchive.usd.toFixed(3)} in Deep Archive`],
  ['docs/deploy/archive.md', `${cents(PRICES.kmsKey)} per month, and`],
  ['docs/deploy/archive.md', `${cents(PRICES.s3ReplicationTransfer)} per GB between Regions`],
  ['docs/deploy/archive.md', `$${PRICES.s3ReplicationTimeControl.usd} more with \`timeControl\``],
  ['docs/deploy/archive.md', `$${PRICES.s3Inventory.usd} per million files listed`],
  ['docs/investigate/athena.md', `USD ${PRICES.athenaScan.usd} a TB`],
  ['docs/prove/integrity.md', `a message costs ${aMillion(PRICES.sqsRequest)} times three requests`],
  ['docs/prove/integrity.md', `${aMillion(PRICES.transition)}; retries`],
  ['docs/prove/integrity.md', `| LIST, checks | 2 F × 1,440 | ${aMillion(PRICES.s3Put)} |`],
  ['docs/prove/integrity.md', `| GET, log files | 60 F × 30 × (1 + 4.06) | ${aMillion(PRICES.s3Get)} |`],
  ['docs/prove/integrity.md', `| every GET | ${aMillion(PRICES.kmsRequest)} |`],
  ['docs/deploy/lake.md', `USD ${PRICES.lakeScan.usd} a GB`],
  ['docs/alerts/routes.md', `${cents(PRICES.customEvent)} per million`],
  ['docs/alerts/routes.md', `costs ${cents(PRICES.alarmMetric)} a month, its metric ${cents(PRICES.metric)}`],
  ['docs/alerts/routes.md', `CloudWatch Logs ${cents(PRICES.logsIngestion)} for each GB`],
  ['docs/review/scanners.md', `data events cost ${cents(PRICES.dataEvent)} for 100,000`],
];

function cents({ usd }: Price): string {
  return `$${usd.toFixed(2)}`;
}

function aMillion({ usd, per = 1 }: Price): string {
  return `$${Number(((usd / per) * MILLION).toFixed(6))} a million`;
}

test.each(STATED)('%s states the price of the table: %s', (page, text) => {
  const words = readFileSync(join(ROOT, page), 'utf8').replace(/\s+/g, ' ');
  expect(words).toContain(text);
});

describe('docs/deploy/cost.md', () => {
  const text = readFileSync(join(ROOT, 'docs/deploy/cost.md'), 'utf8');
  const rowsUnder = (head: string) =>
    text.split(`${head}\n`)[1]?.split('\n\n')[0]?.trimEnd().split('\n').slice(1);

  test('has every price, and its date', () => {
    const prices: readonly Price[] = Object.values(PRICES);
    expect(rowsUnder('| price of | USD | page |')).toEqual(
      prices.map((price) => `| ${price.of} | ${renderPrice(price)} | [${price.page}](${pageOf(price)}) |`),
    );
    expect(text).toContain(PRICES_DATE);
  });

  test('has every count', () => {
    expect(rowsUnder('| count | of |')).toEqual(
      Object.entries(COUNTS).map(([name, of]) => `| \`${name}\` | ${of} |`),
    );
  });
});
