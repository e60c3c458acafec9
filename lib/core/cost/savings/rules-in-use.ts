import { mayHold } from '../../compile/predicate/candidate-test';
import { RuleMatcher } from '../../compile/predicate/rule-matcher';
import type { JsonObject } from '../../json/json-value';
import {
  type EventKind,
  type ExpectedRecord,
  expectedRecords,
  type NamedCall,
  namedCallsOfKind,
} from '../../placement/expected-records';
import { fieldsOf } from '../../rule/condition';
import { isOwnField, ownFieldsOf } from '../../rule/own-field';
import type { Rule } from '../../rule/rule';
import type { RuleDocument } from '../../rule/rule-document';
import type { SelectableRecord } from '../../selector/explain/examined-record';
import type { Drop, SelectorGroup } from './drop';

const KINDS: Readonly<Record<SelectorGroup['category'], readonly EventKind[]>> = {
  Management: ['management-read', 'management-write'],
  Data: ['data'],
  NetworkActivity: ['network-activity'],
};

/** The events that a condition drops, as far as rules need to know them. */
export interface Dropped {
  readonly drop: Drop;
  /** The services whose calls they are. */
  readonly eventSources: readonly string[];
  /** The names of calls with records: these are certainly events of the group. */
  readonly eventNames: readonly string[];
}

/** The rules in use: those that raise alerts, and those that correlations count. */
export class RulesInUse {
  private readonly expected: readonly {
    readonly name: string;
    readonly records: readonly ExpectedRecord[];
    readonly named: readonly NamedCall[];
  }[];
  private readonly matcher: RuleMatcher;
  /** Rules that read what the log processor adds, with the fields that are CloudTrail's. */
  private readonly enriched: readonly (Pick<Rule, 'name' | 'condition'> & {
    readonly known: ReadonlySet<string>;
  })[];

  constructor({ rules, correlations }: RuleDocument) {
    const all = [...rules, ...correlations.flatMap(({ rules: counted }) => counted)];
    const unique = [...new Map(all.map((rule) => [rule.id, rule])).values()];
    this.expected = unique.map(({ name, condition }) => ({
      ...{ name, records: expectedRecords(condition) },
      named: namedCallsOfKind(condition, 'data'),
    }));
    this.matcher = RuleMatcher.of(unique);
    this.enriched = unique
      .filter(({ condition }) => ownFieldsOf(condition).length > 0)
      .map(({ name, condition }) => ({
        ...{ name, condition },
        known: new Set(fieldsOf(condition).filter((field) => !isOwnField(field))),
      }));
  }

  /**
   * The names of the rules that a record satisfies, or may satisfy with the members that the log processor adds, which an
   * archive does not have.
   */
  matching(record: SelectableRecord): readonly string[] {
    const may = this.enriched.filter(({ condition, known }) =>
      mayHold(condition, record as JsonObject, known),
    );
    return [...this.matcher.match(record as JsonObject), ...may].map(({ name }) => name);
  }

  /** The names of the rules that look for events which the condition drops, all or some, whether or not there were any. */
  lookingFor(dropped: Dropped): readonly string[] {
    return this.expected
      .filter(
        ({ records, named }) =>
          records.some((record) => meets(record, dropped)) ||
          (dropped.drop.group.category === 'Data' && named.some((call) => isSeen(call, dropped))),
      )
      .map(({ name }) => name);
  }
}

function meets(
  { kind, eventSource, eventName, eventNameStart = '' }: ExpectedRecord,
  { drop, eventSources }: Dropped,
): boolean {
  if (!KINDS[drop.group.category].includes(kind)) return false;
  const isOfSource =
    eventSource === undefined || eventSources.some((source) => fold(source) === fold(eventSource));
  if (!isOfSource || drop.field !== 'eventName') return isOfSource;
  const value = fold(drop.value);
  return eventName === undefined ? value.startsWith(fold(eventNameStart)) : fold(eventName) === value;
}

/** Whether a call that a rule names, of a service or of any, was among the records. */
function isSeen(
  { eventSource, eventName, eventNameStart = '' }: NamedCall,
  { eventSources, eventNames }: Dropped,
): boolean {
  const isOfSource =
    eventSource === undefined || eventSources.some((source) => fold(source) === fold(eventSource));
  return (
    isOfSource &&
    eventNames.some((name) =>
      eventName === undefined ? fold(name).startsWith(fold(eventNameStart)) : fold(name) === fold(eventName),
    )
  );
}

function fold(text: string): string {
  return text.toLowerCase();
}
