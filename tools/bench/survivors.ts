import { toPredicate } from '../../lib/core/compile/predicate/to-predicate';
import { Detections } from '../../lib/core/correlation/detections';
import type { JsonObject } from '../../lib/core/json/json-value';
import { RECORD_COUNTED, RECORD_HELD, RECORD_PASSED } from '../../lib/core/json/record-sieve';
import { RecordPrefilter } from '../../lib/core/prefilter/record-prefilter';
import type { CloudTrailRecord } from '../../lib/core/record/record';
import { countedRules } from '../../lib/core/rule/document-rules';
import type { RuleDocument } from '../../lib/core/rule/rule-document';
import { builtModule } from '../../test/core/prefilter/prefilter-module';
import { corpusRecords } from '../../test/parity/corpus';
import { generatedRecords } from '../../test/samples/generated/base-records';
import { Random } from '../../test/samples/generated/random';
import type { BenchWorld } from './bench-world';
import type { GrowthTable } from './results';

const SEED = 20261129;

/** Records that are sifted together: they fit into one block. */
const TOGETHER = 100;

/** Rules that a table names, those first for which the most records are parsed. */
const NAMED = 15;

/** For how many records a rule is the reason to parse them, and how many of these satisfy it. */
interface Share {
  readonly name: string;
  parsed: number;
  satisfied: number;
}

/** Which rules the search on the bytes leaves open, so that records are parsed for them: of each kind of logs the rules with the most records. */
export function measureSurvivors(world: BenchWorld): readonly GrowthTable[] {
  const sets: readonly (readonly [name: string, records: readonly JsonObject[]])[] = [
    ['Generated management events', generatedRecords(new Random(SEED), 'management').records],
    ['Generated data events', generatedRecords(new Random(SEED), 'data').records],
    ['The shared logs', corpusRecords()],
  ];
  return sets.filter(([, records]) => records.length > 0).map((set) => survivorsOf(world.builtIn, ...set));
}

function survivorsOf(document: RuleDocument, name: string, records: readonly JsonObject[]): GrowthTable {
  const detections = Detections.of(document.rules, document.correlations);
  const predicates = detections.conditions.map(toPredicate);
  const rules = [...document.rules, ...countedRules(document).map(({ rule }) => rule)];
  const shares = rules.map((rule): Share => ({ name: rule.name, parsed: 0, satisfied: 0 }));
  const sieve = new RecordPrefilter(builtModule(), detections.conditions, undefined, (place) =>
    detections.countedFields(place),
  );
  const verdicts = new Map<number, number>();
  let fruitless = 0;
  for (let from = 0; from < records.length; from += TOGETHER) {
    const together = records.slice(from, from + TOGETHER);
    const { verdicts: found, held } = sieve.sift(
      Buffer.from(together.map((one) => JSON.stringify(one)).join()),
    );
    for (const verdict of found) verdicts.set(verdict, (verdicts.get(verdict) ?? 0) + 1);
    for (const [at, { candidates }] of held) {
      const record = together[at] as CloudTrailRecord;
      const satisfied = candidates.filter((place) => predicates[place]?.(record) === true);
      if (satisfied.length === 0) fruitless += 1;
      for (const place of candidates) (shares[place] as Share).parsed += 1;
      for (const place of satisfied) (shares[place] as Share).satisfied += 1;
    }
  }
  const [parsed, counted, passed] = [RECORD_HELD, RECORD_COUNTED, RECORD_PASSED].map(
    (verdict) => verdicts.get(verdict) ?? 0,
  ) as [number, number, number];
  const most = shares.filter((share) => share.parsed > 0).sort((one, other) => other.parsed - one.parsed);
  return {
    title:
      `${name}, ${count(records.length)} records: ${count(passed)} satisfy nothing, ${count(counted)} are only counted, and ` +
      `${count(parsed)} are parsed, of which ${count(fruitless)} satisfy nothing. They are parsed for ${most.length} rules; ` +
      `those with the most records:`,
    head: ['rule', 'share of the parsed records', 'satisfied'],
    rows: most
      .slice(0, NAMED)
      .map((share) => [share.name, percent(share.parsed, parsed), percent(share.satisfied, share.parsed)]),
  };
}

function count(records: number): string {
  return records.toLocaleString('en-US');
}

function percent(part: number, whole: number): string {
  return `${((100 * part) / whole).toFixed(1)} %`;
}
