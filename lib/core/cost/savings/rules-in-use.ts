import { RuleMatcher } from '../../compile/predicate/rule-matcher';
import type { JsonObject } from '../../json/json-value';
import { type EventKind, type ExpectedRecord, expectedRecords } from '../../placement/expected-records';
import type { RuleDocument } from '../../rule/rule-document';
import type { SelectableRecord } from '../../selector/explain/examined-record';
import type { Drop, SelectorGroup } from './drop';

const KINDS: Readonly<Record<SelectorGroup['category'], readonly EventKind[]>> = {
  Management: ['management-read', 'management-write'],
  Data: ['data'],
  NetworkActivity: ['network-activity'],
};

/** What a condition drops, as far as rules ask. */
export interface Dropped {
  readonly drop: Drop;
  /** The services whose calls they are. */
  readonly eventSources: readonly string[];
}

/** The rules in use: those that raise alerts, and those that correlations count. */
export class RulesInUse {
  private readonly expected: readonly {
    readonly name: string;
    readonly records: readonly ExpectedRecord[];
  }[];
  private readonly matcher: RuleMatcher;

  constructor({ rules, correlations }: RuleDocument) {
    const all = [...rules, ...correlations.flatMap(({ rules: counted }) => counted)];
    const unique = [...new Map(all.map((rule) => [rule.id, rule])).values()];
    this.expected = unique.map(({ name, condition }) => ({ name, records: expectedRecords(condition) }));
    this.matcher = RuleMatcher.of(unique);
  }

  /** The names of the rules that a record satisfies. */
  matching(record: SelectableRecord): readonly string[] {
    return this.matcher.match(record as JsonObject).map(({ name }) => name);
  }

  /** The names of the rules that look for events which the condition drops, all or some, whether or not there were any. */
  lookingFor(dropped: Dropped): readonly string[] {
    return this.expected
      .filter(({ records }) => records.some((record) => meets(record, dropped)))
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

function fold(text: string): string {
  return text.toLowerCase();
}
