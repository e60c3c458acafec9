import type { CountableRecord } from '../json/record-sieve';
import type { CloudTrailRecord } from '../record/record';
import { type CountedFacts, type RecordPlace, readContribution, readFacts } from './contribution';
import type { CorrelationPlan } from './correlation-plan';
import { renderCountedParts, renderTuple } from './spooled-line';

/** A record that satisfies rules which are only counted, as it stands in its file. */
export interface WrittenRecord extends CountableRecord {
  /** Its JSON. */
  readonly written: Uint8Array;
}

/** What every correlation reads of a record that was not parsed; undefined if its `eventTime` is no time. */
export function factsOfCounted(
  { fields, eventID, eventTime }: CountableRecord,
  place: RecordPlace,
): CountedFacts | undefined {
  return readFacts({ ...fields, eventID, eventTime } as CloudTrailRecord, place);
}

/** What a record adds to a correlation beside what tells it from others, as the texts of which the lines of a spool are made. */
export interface AddedTexts {
  /** The values of each group as JSON. */
  readonly groups: readonly string[];
  /** What is counted. */
  readonly counted: string;
  /** Of each group and of what is counted. */
  readonly names: readonly string[];
}

/** By the fields that are read of a record, which are one object for all records with the same values. */
const ADDED = new WeakMap<object, Map<CorrelationPlan, Map<string, AddedTexts | undefined>>>();

/** What a record adds that satisfies `ruleId`; undefined if it lacks a field of the group or of the counted values. */
export function addedTextsOf(
  plan: CorrelationPlan,
  ruleId: string,
  facts: CountedFacts,
): AddedTexts | undefined {
  const read = readContribution(plan, ruleId, facts);
  if (read === undefined) return undefined;
  const groups = read.groups.map(renderTuple);
  const counted = renderCountedParts(read);
  return { groups, counted, names: groups.map((group) => `${ruleId} ${group} ${counted}`) };
}

/** The same of a record that was not parsed: found once for all records with the same fields. */
export function addedTextsOfCounted(
  plan: CorrelationPlan,
  ruleId: string,
  facts: CountedFacts,
  fields: object,
): AddedTexts | undefined {
  const byPlan = ADDED.get(fields) ?? new Map<CorrelationPlan, Map<string, AddedTexts | undefined>>();
  ADDED.set(fields, byPlan);
  const byRule = byPlan.get(plan) ?? new Map<string, AddedTexts | undefined>();
  byPlan.set(plan, byRule);
  if (!byRule.has(ruleId)) byRule.set(ruleId, addedTextsOf(plan, ruleId, facts));
  return byRule.get(ruleId);
}
