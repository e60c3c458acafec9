import { toEventPattern } from '../../lib/core/compile/event-pattern/to-event-pattern';
import { toPredicate } from '../../lib/core/compile/predicate/to-predicate';
import type { Json, JsonObject } from '../../lib/core/json/json-value';
import type { Condition } from '../../lib/core/rule/condition';
import { assumptionsTest, fieldsOf, keepsShapes } from './fair-record';

/** What a member of a record may be, by name; undefined where the record lacks it. */
const VALUES: readonly (readonly [name: string, value: Json | undefined])[] = [
  ['absent', undefined],
  ['null', null],
  ['empty text', ''],
  ['text', 'x'],
  ['zero', 0],
  ['number', 1.5],
  ['true', true],
  ['false', false],
  ['empty list', []],
  ['list of a text', ['x']],
  ['list of a number', [1]],
  ['list of null', [null]],
];

/** A text, a text inside of an object, a boolean, a number, and what each service decides. */
const FIELDS = [
  'errorCode',
  'userIdentity.invokedBy',
  'readOnly',
  'insightDetails.insightContext.statistics.insightDuration',
  'requestParameters.size',
] as const;

const CONDITIONS: Readonly<Record<string, (field: string) => Condition>> = {
  'is null': (field) => ({ kind: 'isNull', field }),
  'is not null': (field) => ({ kind: 'not', of: { kind: 'isNull', field } }),
  'does not exist': (field) => ({ kind: 'not', of: { kind: 'exists', field } }),
  'has no text': (field) => ({
    kind: 'not',
    of: { kind: 'wildcard', field, patterns: [[{ any: true }]], cased: false },
  }),
  'is not x': (field) => ({ kind: 'not', of: { kind: 'equals', field, values: ['x'], cased: true } }),
  'is not below 1': (field) => ({
    kind: 'not',
    of: { kind: 'compare', field, operator: 'lt', value: 1 },
  }),
};

/** A condition on one member, and records in which the member has each value. */
interface AbsenceCase {
  readonly name: string;
  readonly field: string;
  readonly condition: Condition;
  readonly records: readonly { readonly value: string; readonly record: JsonObject }[];
}

/** Every condition that looks for what is absent, on every kind of field, and a record for every value. */
function absenceCases(): readonly AbsenceCase[] {
  return FIELDS.flatMap((field) => {
    const records = recordsOf(field);
    return Object.entries(CONDITIONS).map(([words, conditionOn]) => ({
      ...{ name: `${field} ${words}`, field, records },
      condition: conditionOn(field),
    }));
  });
}

/** A record for each value of a field, and two in which what the field is in is null or absent. */
function recordsOf(field: string): readonly { readonly value: string; readonly record: JsonObject }[] {
  const base: JsonObject = { eventName: 'A' };
  const [outer = '', ...inner] = field.split('.');
  const members = VALUES.map(([value, found]) => ({ value, record: withMember(base, field, found) }));
  if (inner.length === 0) return members;
  const { [outer]: _, ...without } = base;
  return [
    ...members,
    { value: `${outer} absent`, record: without },
    { value: `${outer} null`, record: { ...without, [outer]: null } },
  ];
}

function withMember(base: JsonObject, field: string, value: Json | undefined): JsonObject {
  const [key = '', ...rest] = field.split('.');
  const { [key]: known, ...others } = base;
  if (rest.length === 0) return value === undefined ? others : { ...others, [key]: value };
  const inside = typeof known === 'object' && known !== null && !Array.isArray(known) ? known : {};
  return { ...others, [key]: withMember(inside as JsonObject, rest.join('.'), value) };
}

/** A case with its pattern and, for each record that has what CloudTrail declares, whether the rule matches it. */
export interface CompiledAbsence {
  readonly name: string;
  readonly pattern: string;
  readonly records: readonly {
    readonly value: string;
    readonly record: JsonObject;
    readonly isMatch: boolean;
  }[];
}

/** The cases that event patterns can express, with the records that satisfy what the pattern assumes. */
export function compiledAbsences(): readonly CompiledAbsence[] {
  return absenceCases().flatMap(({ name, condition, records }) => {
    const result = toEventPattern(condition);
    if (result.kind === 'refused') return [];
    const [isAssumed, isMatch] = [assumptionsTest(result.assumptions, condition), toPredicate(condition)];
    const fair = records.filter(
      ({ record }) => keepsShapes(record, fieldsOf(condition)) && isAssumed(record),
    );
    const judged = fair.map((one) => ({ ...one, isMatch: isMatch(one.record) }));
    return result.artefacts.map((pattern) => ({ name, pattern, records: judged }));
  });
}
