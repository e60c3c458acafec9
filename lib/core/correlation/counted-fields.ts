import type { JsonObject } from '../json/json-value';
import type { CloudTrailRecord } from '../record/record';
import {
  type CorrelationGroup,
  type CountedFacts,
  type ReadContribution,
  type RuleCount,
  readContribution,
  readFacts,
  toGroup,
} from './contribution';
import type { CorrelationPlan } from './correlation-plan';
import { renderCounted, renderFacts, type SharedParts } from './spooled-line';

/** The texts of a record that are its own, as far as counting reads them. */
export type RecordTexts = Pick<CloudTrailRecord, 'eventID' | 'eventTime'>;

/** A record that satisfies rules. */
export interface MatchedRecord {
  /** Parsed when it is first asked for. */
  readonly record: CloudTrailRecord;
  /** Those of the record, where they are at hand. */
  readonly texts?: RecordTexts | undefined;
  /** The fields of it that correlations read, if they are known already: those of a `CountedAlike`. */
  readonly fields?: JsonObject | undefined;
  /** Its `JSON.stringify`, if that is known. */
  readonly json?: string | undefined;
}

/** What a record adds to a correlation in addition to its identity, also as the texts that make up the lines of a spool. */
export interface AddedFields {
  readonly read: ReadContribution;
  readonly correlationGroups: readonly CorrelationGroup[];
  /** What lines have of it. */
  readonly shared: SharedParts;
  /** Of each group and of the counted values. */
  readonly names: readonly string[];
}

/** The addition of a record that satisfies a rule; undefined if it lacks a field of the group or of the counted values. */
export function addedFieldsOf(count: RuleCount, facts: CountedFacts): AddedFields | undefined {
  const { ruleId } = count;
  const read = readContribution(count, facts);
  if (read === undefined) return undefined;
  const groups = read.groups.map((group) => JSON.stringify(group));
  const counted = renderCounted(read);
  let correlationGroups: readonly CorrelationGroup[] | undefined;
  return {
    read,
    shared: { groups, rest: `${counted}\t${renderFacts(ruleId, facts)}` },
    names: groups.map((group) => `${ruleId} ${group} ${counted}`),
    // Hashed on demand: a spool has no need of it.
    get correlationGroups() {
      correlationGroups ??= read.groups.map(toGroup);
      return correlationGroups;
    },
  };
}

/** What is the same for all records that add alike to a correlation. */
export function countName({ ruleId, severity }: Omit<RuleCount, 'plan'>): string {
  return severity === undefined ? ruleId : `${ruleId} ${severity}`;
}

/** Any time: the facts of fields are the same at all. */
const SOME_TIME = '1970-01-01T00:00:00Z';

/** Results that follow from the fields that are read of records, found once for all records with the same values. */
export class CountedFields {
  private static readonly known = new WeakMap<object, CountedFields>();

  /** Those of a record. */
  static of(fields: JsonObject, eventID: string): CountedFields {
    const known = CountedFields.known.get(fields);
    if (known !== undefined) return known;
    const facts = readFacts(
      { ...fields, eventID, eventTime: SOME_TIME } as CloudTrailRecord,
      {},
    ) as CountedFacts;
    const own = new CountedFields(facts);
    CountedFields.known.set(fields, own);
    return own;
  }

  readonly #added = new Map<CorrelationPlan, Map<string, AddedFields | undefined>>();

  /** @param facts of the records; id and time are those of any of them */
  private constructor(readonly facts: CountedFacts) {}

  /** The addition of each of them to a correlation. */
  addedTo(count: RuleCount): AddedFields | undefined {
    const { plan } = count;
    const name = countName(count);
    const byRule = this.#added.get(plan) ?? new Map<string, AddedFields | undefined>();
    if (byRule.size === 0) this.#added.set(plan, byRule);
    const known = byRule.get(name);
    if (known !== undefined || byRule.has(name)) return known;
    const added = addedFieldsOf(count, this.facts);
    byRule.set(name, added);
    return added;
  }
}
