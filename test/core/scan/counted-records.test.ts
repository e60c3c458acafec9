import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { toCorrelationAlert } from '../../../lib/core/alert/correlated/correlation-alert';
import { toShown } from '../../../lib/core/alert/correlated/shown-record';
import type { CollectedGroup } from '../../../lib/core/correlation/contribution-collector';
import { ContributionCollector } from '../../../lib/core/correlation/contribution-collector';
import { ContributionSpool } from '../../../lib/core/correlation/contribution-spool';
import { Detections } from '../../../lib/core/correlation/detections';
import { crossingsOf, toCorrelated } from '../../../lib/core/correlation/find-crossings';
import { type JsonObject, parseJson } from '../../../lib/core/json/json-value';
import type { RecordSieve } from '../../../lib/core/json/record-sieve';
import { RecordPrefilter } from '../../../lib/core/prefilter/record-prefilter';
import { siftLogFile } from '../../../lib/core/record/log-file/read-log-file';
import { SeenRecords } from '../../../lib/core/record/seen/seen-records';
import { decodeRules } from '../../../lib/core/rule/rule-document';
import {
  type FilePortion,
  FileSearch,
  type MergedPortion,
  ScanMerge,
} from '../../../lib/core/scan/file-search';
import { LogFileScan, scanLogFile } from '../../../lib/core/scan/log-file-scan';
import { corpusRecords, describeCorpus } from '../../parity/corpus';
import { MemorySpillStore } from '../correlation/memory-spill-store';
import { builtModule } from '../prefilter/prefilter-module';

const BUILT_IN_RULES = join(__dirname, '../../../dist/rules/built-in.json');

/** Records of a file, those of an hour of some calls of one role. */
const RECORDS_A_FILE = 400;

/** A portion of a file, and what it is among those before it. */
interface Said extends FilePortion {
  readonly merged: MergedPortion;
}

const { rules, correlations } = decodeRules(readFileSync(BUILT_IN_RULES, 'utf8'));
const detections = Detections.of(rules, correlations);

function newSieve(): RecordSieve {
  const countedFields = (place: number) => detections.countedFields(place);
  return new RecordPrefilter(builtModule(), detections.conditions, undefined, countedFields);
}

/** All that a search of files says, with the alerts of the correlations. */
async function searched(
  files: readonly Buffer[],
  sieve: RecordSieve | undefined,
  maxHeld?: number,
): Promise<{
  readonly said: unknown;
  readonly alerts: readonly string[];
  readonly counted: number;
}> {
  const contributions = new ContributionSpool(() => new MemorySpillStore(), maxHeld, true);
  const merge = new ScanMerge({ seen: new SeenRecords(), contributions, plans: detections.plans });
  const said: Said[] = [];
  let counted = 0;
  for (const [at, file] of files.entries()) {
    const search = new FileSearch({ name: `file ${at}`, place: { key: `key ${at}` } }, detections);
    for await (const entries of siftLogFile(only(file), { name: 'file' }, sieve)) {
      for (const entry of entries) if (entry.kind === 'counted') counted += entry.records;
      const portion = search.take(entries);
      said.push({ ...portion, merged: merge.take(portion) });
    }
  }
  return { said: totals(said), alerts: alertsOf([...contributions.groups()].flat()), counted };
}

/** What portions come to, which end elsewhere where records are passed: by kind, each in its order. */
function totals(portions: readonly Said[]): unknown {
  const sum = (numberOf: (one: Said) => number) => portions.reduce((all, one) => all + numberOf(one), 0);
  return {
    matched: sum(({ merged }) => merged.matched),
    unmatched: sum(({ merged }) => merged.unmatched),
    rejected: sum(({ rejected }) => rejected),
    findings: portions.flatMap(({ findings }) => findings.map(withoutJson)),
    allowed: portions.flatMap(({ allowed }) => allowed),
    problems: portions.flatMap(({ problems }) => problems),
    changed: portions.flatMap(({ merged }) => merged.changed),
    duplicates: portions.flatMap(({ merged }) => [...merged.duplicates]),
  };
}

/** Only a sieve has the record as it is written at hand. */
function withoutJson(finding: unknown): unknown {
  return { ...(finding as object), json: undefined };
}

function alertsOf(groups: readonly CollectedGroup[]): readonly string[] {
  return groups
    .flatMap(({ plan, group, contributions }) =>
      crossingsOf(plan, contributions).map((crossing) =>
        JSON.stringify(toCorrelationAlert({ ...toCorrelated({ plan, group }, crossing), route: 'cli' })),
      ),
    )
    .sort();
}

async function* only(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes;
}

function filesOf(records: readonly string[]): readonly Buffer[] {
  const files: Buffer[] = [];
  for (let from = 0; from < records.length; from += RECORDS_A_FILE)
    files.push(Buffer.from(`{"Records":[${records.slice(from, from + RECORDS_A_FILE).join(',')}]}`));
  return files;
}

/** The record, and what else may stand in its place: the same in another order, with other content, written oddly, and with names twice. */
function variantsOf(record: JsonObject, at: number): readonly string[] {
  const text = JSON.stringify(record);
  const reversed = JSON.stringify(Object.fromEntries(Object.entries(record).reverse()));
  const others: readonly string[][] = [
    [],
    [text],
    [reversed],
    [JSON.stringify({ ...record, userAgent: 'another' })],
    [
      text.replace(
        /"eventName":"(.)/,
        (_, first: string) => `"eventName":"\\u00${first.charCodeAt(0).toString(16)}`,
      ),
    ],
    [text.replace('{', '{"note":"x\\ud800","more":1.0,')],
    [text.replace('{', '{"eventVersion":"0","list":[{},[],null,true,false,-7,{"b":1,"a":"é"}],')],
    [text.replace('{', '{"sourceIPAddress":["1.1.1.1","2.2.2.2"],'), reversed],
  ];
  return [text, ...(others[at % others.length] ?? [])];
}

describeCorpus('records of the shared logs that are only counted', () => {
  const records = corpusRecords().filter(({ eventID }) => !`${eventID}`.startsWith('panther-line-'));
  const files = filesOf(records.flatMap(variantsOf).filter((text) => parseJson(text) !== undefined));

  test.each([undefined, 20_000])(
    'come to the same as parsed ones, with %p bytes in memory',
    async (maxHeld) => {
      const plain = await searched(files, undefined);
      const sifted = await searched(files, newSieve(), maxHeld);
      expect(sifted.said).toEqual(plain.said);
      expect(sifted.alerts).toEqual(plain.alerts);
      expect(plain.counted).toBe(0);
      expect(sifted.counted).toBeGreaterThan(500);
      expect(plain.alerts.length).toBeGreaterThan(10);
    },
  );

  test('come to the same in a function', async () => {
    const found = async (sieve: RecordSieve | undefined) => {
      const contributions = new ContributionCollector(toShown);
      const scans: unknown[] = [];
      for (const [at, file] of files.entries()) {
        const scanned = { name: `file ${at}`, place: { key: `key ${at}` } };
        const scan = new LogFileScan(scanned, { detections, seen: new SeenRecords(), contributions });
        for await (const { findings } of scanLogFile(siftLogFile(only(file), { name: 'file' }, sieve), scan))
          scans.push(...findings.map(withoutJson));
        const { counts, changed, firstChanged, newestEventTime } = scan;
        scans.push({ ...counts, changed, firstChanged, newestEventTime });
      }
      return { scans, alerts: alertsOf(contributions.groups()) };
    };
    expect(await found(newSieve())).toEqual(await found(undefined));
  });
});
