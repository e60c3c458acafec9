import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { MAX_BATCH_BYTES, MAX_BATCH_FILES } from '../../lib/core/archive-search/search-batch';
import { estimateCost } from '../../lib/core/archive-search/search-price';
import { type Price, pageOf, plainUsd, unitUsd } from '../../lib/core/cost/price/price';
import { PRICES, PRICES_DATE } from '../../lib/core/cost/price/prices';
import { athenaCostUsd } from '../athena/athena-statement';
import { lakeCostUsd } from '../lake/lake-price';
import { type Batch, dailyCost, SCALE_FIGURES_PATH, type ScaleFigures } from './scale-figures';

/** Where the page of costs by size is kept, from the root. */
export const SCALE_PATH = 'docs/deploy/scale.md';

const GB = 1024 ** 3;
const SIZES: readonly (readonly [name: string, bytes: number])[] = [
  ['1 GB', GB],
  ['1 TB', 1024 * GB],
  ['1 PB', 1024 ** 2 * GB],
];

/** The prices that the page uses. */
const SHOWN: readonly Price[] = [
  PRICES.vcpuHour,
  PRICES.lambdaArm,
  PRICES.lambdaInvocation,
  PRICES.dynamoWrite,
  PRICES.dynamoRead,
  PRICES.sqsRequest,
  PRICES.transition,
  PRICES.s3Get,
  PRICES.s3Put,
  PRICES.s3Standard,
  PRICES.athenaScan,
  PRICES.lakeIngestion,
  PRICES.lakeScan,
];

/** Uncompressed bytes of a log file of a large account: README counts 670,000 files in a TB. */
const FILE_BYTES = 1_500_000;

/** How often compaction reads a day, by default of its property `days`. */
const COMPACTED_TIMES = 2;

/** The cost of a method for a day with a number of bytes. */
interface Cost {
  readonly usd: number;
  readonly cpuSeconds?: number;
}

type Way = (bytes: number, figures: ScaleFigures) => Cost;

/** The measurement setup of the log processor. */
const PROCESSED: Readonly<Record<keyof ScaleFigures['processor'], string>> = {
  quiet: 'management events of which 1 % match or are counted',
  data: 'data events of which correlations count every second one',
};

const ONCE: readonly (readonly [string, Way])[] = [
  ['the archive itself, a month of storage', (bytes, { gzipRatio }) => ({ usd: storage(bytes / gzipRatio) })],
  [
    '`trailwatch convert`, and a month of storage of the Parquet',
    (bytes, figures) => {
      const { usd, cpuSeconds } = onMachine('convert', bytes, figures);
      return { usd: usd + storage(bytes / figures.parquetRatio), cpuSeconds };
    },
  ],
  [
    '`LogTableCompaction`, and a month of storage of its table',
    (bytes, { gzipRatio, parquetRatio }) => ({
      usd: COMPACTED_TIMES * athenaCostUsd(bytes / gzipRatio) + storage(bytes / parquetRatio),
    }),
  ],
  [`the log processor: ${PROCESSED.quiet}`, (bytes, { processor }) => processing(bytes, processor.quiet)],
  [`the log processor: ${PROCESSED.data}`, (bytes, { processor }) => processing(bytes, processor.data)],
  [
    'CloudTrail Lake, ingestion and a year of retention',
    (bytes) => ({ usd: (bytes / GB) * unitUsd(PRICES.lakeIngestion) }),
  ],
];

const EACH: readonly (readonly [string, Way])[] = [
  ['`trailwatch scan`, all built-in rules', (bytes, figures) => onMachine('scan', bytes, figures)],
  ['`trailwatch query` over log files', (bytes, figures) => onMachine('query', bytes, figures)],
  [
    '`trailwatch query` over the Parquet of `convert`',
    (bytes, figures) => computing('queryParquet', bytes, figures),
  ],
  ['`ArchiveSearch`, all built-in rules', archiveSearch],
  [
    'Athena over the tables of `LogTable`',
    (bytes, { gzipRatio }) => ({ usd: athenaCostUsd(bytes / gzipRatio) }),
  ],
  [
    'Athena over the table of `LogTableCompaction`, two columns of it',
    (bytes, { parquetRatio, columnShare }) => ({ usd: athenaCostUsd((bytes / parquetRatio) * columnShare) }),
  ],
  ['CloudTrail Lake, at most', (bytes) => ({ usd: lakeCostUsd(bytes) })],
];

/** The sections of `docs/deploy/scale.md`, from the measured figures and the prices above. */
export const SCALE_SECTIONS = {
  measured: () => renderMeasured(readFigures()),
  prices: renderPrices,
  'once-a-day': () => tableOf(ONCE, readFigures()),
  'each-question': () => tableOf(EACH, readFigures()),
  assumed: renderAssumed,
};

function readFigures(): ScaleFigures {
  return JSON.parse(readFileSync(resolve(__dirname, '../..', SCALE_FIGURES_PATH), 'utf8')) as ScaleFigures;
}

function renderMeasured(figures: ScaleFigures): string {
  const { date, machine, load, records, bytesARecord, gzipRatio, parquetRatio, columnShare, matchedShare } =
    figures;
  const rates = Object.entries(figures.cpuMicrosecondsARecord).map(([name, microseconds]) => {
    const recordsASecond = thousands(1e6 / microseconds);
    return `| ${MEASURED[name as Measured]} | ${microseconds} µs | ${recordsASecond} | ${thousands(bytesARecord / microseconds)} |`;
  });
  return `On ${date}: ${machine}, load ${load}; ${thousands(records)} generated records of management events (${thousands(bytesARecord)} bytes each) in
one account, Region and day, on a local disk. CPU time of all threads, without the start of the process; \`npm run bench:scale\` measures it again.

| way | CPU time a record | records/s a core | MB/s a core, uncompressed |
| --- | --- | --- | --- |
${rates.join('\n')}

Log files were ${gzipRatio} times smaller than their text, and the Parquet of \`convert\` ${parquetRatio} times. The query groups by the event's name and the
actor, whose columns are ${(100 * columnShare).toFixed(1)} % of the Parquet. ${(100 * matchedShare).toFixed(1)} % of the generated records match a rule, more than in
real accounts, which makes \`scan\` slower. Larger log files are compressed better than these.

${processorInWords(figures)}`;
}

function renderPrices(): string {
  const prices = SHOWN.map(
    (price) => `| ${price.of} | $${plainUsd(unitUsd(price))} | [${price.page}](${pageOf(price)}) |`,
  );
  return `List prices of us-east-1 on ${PRICES_DATE}, without free tiers and discounts.

| price of | USD | page |
| --- | --- | --- |
${prices.join('\n')}`;
}

function renderAssumed(): string {
  return `- A log file is assumed to have ${thousands(FILE_BYTES)} bytes of records, as in large accounts. In small accounts, files are smaller, and requests cost more than reading.
- CloudTrail's charges for events are not part of this page. The first copy of management events is free; data events are $${PRICES.dataEvent.usd.toFixed(2)} for
  100,000, which is more than any row.`;
}

/** The results of both batches of the log processor. */
function processorInWords({ processor }: ScaleFigures): string {
  const inWords = ({ files, bytes, cpuMs, tableWrites, tableReads }: Batch) =>
    `${files} files of ${thousands(bytes / 1e6)} MB together, ${thousands(cpuMs)} ms of CPU time, ` +
    `${thousands(tableWrites)} write request units and ${thousands(tableReads)} read request units`;
  return `A batch of the log processor, in a process that is warm:

- ${PROCESSED.quiet}: ${inWords(processor.quiet)}
- ${PROCESSED.data}: ${inWords(processor.data)}`;
}

type Measured = keyof ScaleFigures['cpuMicrosecondsARecord'];

const MEASURED: Readonly<Record<Measured, string>> = {
  scan: '`trailwatch scan`, all built-in rules',
  query: '`trailwatch query` over log files',
  convert: '`trailwatch convert`',
  queryParquet: '`trailwatch query` over the Parquet',
};

function computing(
  way: Measured,
  bytes: number,
  figures: ScaleFigures,
): Cost & { readonly cpuSeconds: number } {
  const cpuSeconds = ((bytes / figures.bytesARecord) * figures.cpuMicrosecondsARecord[way]) / 1e6;
  return { usd: (cpuSeconds / 3600) * unitUsd(PRICES.vcpuHour), cpuSeconds };
}

/** With a GET for each log file. */
function onMachine(
  way: Measured,
  bytes: number,
  figures: ScaleFigures,
): Cost & { readonly cpuSeconds: number } {
  const { usd, cpuSeconds } = computing(way, bytes, figures);
  return { usd: usd + (bytes / FILE_BYTES) * unitUsd(PRICES.s3Get), cpuSeconds };
}

function archiveSearch(bytes: number, figures: ScaleFigures): Cost {
  const { cpuSeconds } = computing('scan', bytes, figures);
  const files = bytes / FILE_BYTES;
  const stored = bytes / figures.gzipRatio;
  const batches = Math.ceil(Math.max(files / MAX_BATCH_FILES, stored / MAX_BATCH_BYTES));
  const counts = { batches, files, bytes: stored };
  const { s3Usd, lambdaUsd, stepFunctionsUsd } = estimateCost(counts, { seconds: cpuSeconds });
  return { usd: s3Usd + lambdaUsd + stepFunctionsUsd, cpuSeconds };
}

function processing(bytes: number, batch: Batch): Cost {
  const cpuSeconds = ((bytes / batch.bytes) * batch.cpuMs) / 1000;
  return { usd: dailyCost(batch, bytes).usd, cpuSeconds };
}

function storage(bytes: number): number {
  return (bytes / GB) * unitUsd(PRICES.s3Standard);
}

function tableOf(ways: readonly (readonly [string, Way])[], figures: ScaleFigures): string {
  const rows = ways.map(
    ([name, way]) => `| ${[name, ...SIZES.map(([, bytes]) => cellOf(way(bytes, figures)))].join(' | ')} |`,
  );
  const head = ['way', ...SIZES.map(([name]) => `${name} a day`)];
  return [`| ${head.join(' | ')} |`, `|${' --- |'.repeat(head.length)}`, ...rows].join('\n');
}

function cellOf({ usd, cpuSeconds }: Cost): string {
  return cpuSeconds === undefined ? dollars(usd) : `${dollars(usd)}; CPU ${duration(cpuSeconds)}`;
}

function dollars(usd: number): string {
  if (usd < 0.01) return 'below $0.01';
  return `$${usd < 10 ? usd.toFixed(2) : thousands(usd)}`;
}

function duration(seconds: number): string {
  if (seconds < 100) return `${rounded(seconds)} s`;
  return seconds < 6_000 ? `${rounded(seconds / 60)} min` : `${thousands(seconds / 3600)} h`;
}

function rounded(value: number): string {
  return String(Number(value.toPrecision(2)));
}

/** With two significant digits, as in the figures. */
function thousands(value: number): string {
  const digits = value < 1000 ? 2 : 3;
  return Number(value.toPrecision(digits)).toLocaleString('en-US');
}
