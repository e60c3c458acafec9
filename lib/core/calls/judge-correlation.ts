import { fieldShape } from '../record/field-shape';
import type { Correlation } from '../rule/correlation';
import { leastCount } from '../rule/least-count';
import { requiredTexts } from '../rule/required-texts';
import { judgeField, type ReadCalls } from './judge-condition';
import { judgeMember } from './judge-member';
import { NAMED_FIELDS } from './judge-name';

/** Why a correlation does not count what it says. */
export interface CorrelationFault {
  readonly message: string;
  /** Whether no records can satisfy it. */
  readonly isError: boolean;
}

/** What of a correlation is judged. */
export type JudgedCorrelation = Pick<
  Correlation,
  'kind' | 'groupBy' | 'aliases' | 'fields' | 'bounds' | 'rules' | 'concludedBy'
>;

/**
 * Judges what a correlation groups by and counts: fields that no record has or no call of its rules, values that its rules fix or that each
 * group has one of, and groups of one record.
 */
export function judgeCorrelation(
  correlation: JudgedCorrelation,
  calls: ReadCalls,
): readonly CorrelationFault[] {
  const least = leastCount(correlation.bounds);
  return [
    ...whyAlone(correlation, least),
    ...whyFew(correlation, least),
    ...unknownMembers(correlation, calls),
  ];
}

/** Why no record has the fields that a correlation in code names; readers of Sigma say it where they are written. */
export function unknownFields({
  groupBy,
  fields,
}: Pick<Correlation, 'groupBy' | 'fields'>): readonly CorrelationFault[] {
  return [...groupBy, ...fields].flatMap((field) => {
    const message = judgeField(field);
    return message === undefined ? [] : [{ message, isError: false }];
  });
}

/** Each event has an id of its own. */
const OF_ONE_RECORD = 'eventID';

function whyAlone({ kind, groupBy, rules }: JudgedCorrelation, least: number): readonly CorrelationFault[] {
  if (kind === 'event_count' && groupBy.includes(OF_ONE_RECORD) && least > 1)
    return [
      {
        message: `no two records have the same '${OF_ONE_RECORD}', so that no group has the ${least} records that are counted; group by what they have in common`,
        isError: true,
      },
    ];
  const [only] = rules;
  const isTemporal = kind === 'temporal' || kind === 'temporal_ordered';
  if (!isTemporal || rules.length > 1 || only === undefined) return [];
  return [
    {
      message: `'${kind}' of one rule is satisfied by each record of '${only.name}'; name a second rule, or raise alerts by the rule itself`,
      isError: false,
    },
  ];
}

/** Fewer different values than are counted. */
function whyFew(correlation: JudgedCorrelation, least: number): readonly CorrelationFault[] {
  const { kind, groupBy, fields } = correlation;
  if (kind !== 'value_count' || !fields.every(isOneText)) return [];
  const counted = fields.filter((field) => !groupBy.includes(field));
  if (least > 1 && counted.length === 0)
    return [
      {
        message: `${quoted(fields)} ${fields.length === 1 ? 'is' : 'are'} in 'group-by' too, so that each group has one value and never ${least}; leave ${fields.length === 1 ? 'it' : 'them'} out there`,
        isError: true,
      },
    ];
  const numbers = counted.map((field) => valuesOf(field, correlation));
  const most = numbers.reduce((product, number) => product * number, 1);
  if (most >= least) return [];
  return [
    {
      message: `the rules accept ${most === 1 ? 'one value' : `${most} values`} of ${quoted(counted)}, and ${least} are counted; count another field`,
      // Letter case is not compared by rules, and is by counts; CloudTrail's own vocabularies have one.
      isError: counted.every((field) => NAMED_FIELDS.includes(field)),
    },
  ];
}

/** How many values of a field the records of the counted rules can have. */
function valuesOf(field: string, { rules, concludedBy }: JudgedCorrelation): number {
  const texts = new Set<string>();
  for (const { id, condition } of rules) {
    if (id === concludedBy) continue;
    const required = requiredTexts(condition, field);
    if (required === undefined) return Number.POSITIVE_INFINITY;
    for (const text of required) texts.add(text);
  }
  return texts.size;
}

/** Whether records have one text there at most: not of members whose shape is not known, which may be lists. */
function isOneText(field: string): boolean {
  const { kind, lists } = fieldShape(field);
  return lists.length === 0 && (kind === 'text' || kind === 'boolean');
}

/** Members that the calls of none of the rules have. */
function unknownMembers(
  { groupBy, fields, rules, aliases }: JudgedCorrelation,
  calls: ReadCalls,
): readonly CorrelationFault[] {
  return [...groupBy, ...fields]
    .filter((field) => !Object.hasOwn(aliases, field))
    .flatMap((field) => {
      const faults = rules.map(({ condition }) =>
        judgeMember(field, {
          calls,
          sources: requiredTexts(condition, 'eventSource'),
          names: requiredTexts(condition, 'eventName'),
        }),
      );
      const [first] = faults;
      if (first === undefined || faults.includes(undefined)) return [];
      return [{ message: first.message, isError: false }];
    });
}

function quoted(fields: readonly string[]): string {
  return fields.map((field) => `'${field}'`).join(', ');
}
