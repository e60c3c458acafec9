import { type FactCase, type FactValue, field, specialised } from '../../fact/fact';
import { OUTCOME, OUTCOME_CODE, type Outcome, type OutcomeStatus } from '../../fact/outcome';
import type { Json, JsonObject } from '../../json/json-value';
import { rememberedPair } from '../../keyed/remembered';
import { compileFieldPath, someValue } from '../../record/field-path';
import type { CloudTrailRecord } from '../../record/record';
import type { Condition } from '../../rule/condition';
import { someText } from '../text-form';
import { toPredicate } from './to-predicate';

type ReadFact = (record: JsonObject) => string | undefined;

const readStatus = factReader(OUTCOME);
const readCode = factReader(OUTCOME_CODE);

/** How the call of a record ended; `undefined` where the record does not describe one call: Insights and aggregated records. */
export function outcomeOf(record: CloudTrailRecord): Outcome | undefined {
  const status = readStatus(record) as OutcomeStatus | undefined;
  if (status === undefined) return undefined;
  const code = status === 'succeeded' ? undefined : readCode(record);
  return code === undefined ? { status } : { status, code };
}

/** The error code of a record as it is; absent if there is none. */
export const errorCodeOf = factReader(field('errorCode'));

/** The error message of a record as it is; absent if there is none. */
export const errorMessageOf = factReader(field('errorMessage'));

/** The reader of a fact: of each event, only what its source and name leave open is evaluated. */
export function factReader(value: FactValue): (record: CloudTrailRecord) => string | undefined {
  const readerOf = rememberedPair<ReadFact, string | undefined>((eventSource, eventName) =>
    toReader(value, andIs('eventSource', eventSource, andIs('eventName', eventName))),
  );
  return (record) =>
    readerOf(textOf(record.eventSource), textOf(record.eventName))(record as unknown as JsonObject);
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

function andIs(field: string, text: string | undefined, other?: Condition): Condition {
  const of = other === undefined ? [] : [other];
  if (text === undefined) return { kind: 'and', of };
  return { kind: 'and', of: [{ kind: 'equals', field, values: [text], cased: false }, ...of] };
}

function toReader(value: FactValue, required: Condition): ReadFact {
  switch (value.kind) {
    case 'text':
      return () => (value.text === '' ? undefined : value.text);
    case 'field':
      return fieldReader(value.field);
    case 'first': {
      const readers = value.of.map((each) => toReader(each, required));
      return (record) => {
        for (const read of readers) {
          const text = read(record);
          if (text !== undefined) return text;
        }
        return undefined;
      };
    }
    case 'case':
      return caseReader(value.of, required);
    default:
      return value satisfies never;
  }
}

function caseReader(cases: readonly FactCase[], required: Condition): ReadFact {
  const readers = cases.flatMap(({ when, value }) => {
    const condition = specialised(when, required);
    if (condition.kind === 'or' && condition.of.length === 0) return [];
    return [{ holds: toPredicate(condition), read: toReader(value, required) }];
  });
  return (record) => {
    for (const { holds, read } of readers) if (holds(record)) return read(record);
    return undefined;
  };
}

/** The first text at a path; an empty one is none. */
function fieldReader(field: string): ReadFact {
  const path = compileFieldPath(field);
  return (record) => {
    let found: string | undefined;
    someValue(record, path, (value: Json) =>
      someText(value, (text) => {
        found = text;
        return true;
      }),
    );
    return found === '' ? undefined : found;
  };
}
