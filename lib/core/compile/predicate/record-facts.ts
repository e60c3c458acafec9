import {
  ACTOR_MFA,
  ACTOR_NAME,
  type Actor,
  IDENTITY,
  type RoleSession,
  SESSION,
  SESSION_PERMISSION_SET,
  SESSION_ROLE,
} from '../../fact/actor';
import { ALWAYS, type FactCase, type FactValue, field, specialised } from '../../fact/fact';
import { FACTS } from '../../fact/facts';
import { ORIGIN } from '../../fact/origin';
import { OUTCOME, OUTCOME_CODE, type Outcome, type OutcomeStatus } from '../../fact/outcome';
import { isJsonObject, type Json, type JsonObject } from '../../json/json-value';
import { rememberedPair } from '../../keyed/remembered';
import { compileFieldPath } from '../../record/field-path';
import type { CloudTrailRecord } from '../../record/record';
import type { Condition } from '../../rule/condition';
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

/** Reads a part of a record; absent if the record does not have it, or if it is empty. */
type ReadPart = (record: CloudTrailRecord | JsonObject | undefined) => string | undefined;

/** The readers of the parts of the identity behind a call, by the names of `IDENTITY`. */
export const identity = readersOf(IDENTITY);

/** The readers of where a call came from, by the names of `ORIGIN`. */
export const origin = readersOf(ORIGIN);

function readersOf<K extends string>(values: Readonly<Record<K, FactValue>>): Readonly<Record<K, ReadPart>> {
  const readers = Object.entries<FactValue>(values).map(
    ([name, value]) => [name, plainReader(value)] as const,
  );
  return Object.fromEntries(readers) as Readonly<Record<K, ReadPart>>;
}

const readName = plainReader(ACTOR_NAME);
const readMfa = plainReader(ACTOR_MFA);
const readRole = plainReader(SESSION_ROLE);
const readSession = plainReader(SESSION);
const readPermissionSet = plainReader(SESSION_PERMISSION_SET);

/** The actor of the call, from `userIdentity` of any type. Never throws: a member that cannot be read is absent. */
export function actorOf(record: CloudTrailRecord): Actor {
  const [type, arn] = [identity.type(record), identity.arn(record)];
  const [accountId, mfa] = [identity.accountId(record), readMfa(record)];
  const actor: { -readonly [Member in keyof Actor]?: Actor[Member] } = {};
  if (type !== undefined) actor.type = type;
  if (arn !== undefined) actor.arn = arn;
  actor.name = readName(record) ?? '';
  if (accountId !== undefined) actor.accountId = accountId;
  if (mfa !== undefined) actor.mfa = mfa === 'true';
  return actor as Actor;
}

/** Role and session of a role session; `undefined` for any other identity. */
export function roleSessionOf(record: CloudTrailRecord): RoleSession | undefined {
  const role = readRole(record);
  if (role === undefined) return undefined;
  const session = readSession(record);
  const isIdentityCenter = readPermissionSet(record) !== undefined;
  return session === undefined ? { role, isIdentityCenter } : { role, session, isIdentityCenter };
}

/** The error code of a record as it is; absent if there is none. */
export const errorCodeOf = plainReader(field('errorCode'));

/** The error message of a record as it is; absent if there is none. */
export const errorMessageOf = plainReader(field('errorMessage'));

const readFacts = Object.entries(FACTS).map(([name, fact]) => [name, factReader(fact)] as const);

/** All facts of a record, by the names of `FACTS`; those that it does not have are left out. */
export function factsOf(record: CloudTrailRecord): Readonly<Record<string, string>> {
  const facts: Record<string, string> = {};
  for (const [name, read] of readFacts) {
    const text = read(record);
    if (text !== undefined) facts[name] = text;
  }
  return facts;
}

/** The reader of a fact that does not depend on the event. */
function plainReader(value: FactValue): ReadPart {
  const read = toReader(value, ALWAYS);
  return (record) => (record === undefined ? undefined : read(record as JsonObject));
}

/** The reader of a fact: of each event, only what its source and name leave open is evaluated. */
function factReader(value: FactValue): (record: CloudTrailRecord) => string | undefined {
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
    case 'part': {
      const read = toReader(value.of, required);
      const expression = new RegExp(value.expression);
      return (record) => expression.exec(read(record) ?? '')?.[1];
    }
    case 'mapped': {
      const read = toReader(value.of, required);
      const texts = new Map(Object.entries(value.texts));
      return (record) => texts.get(read(record) ?? '');
    }
    case 'lower': {
      const read = toReader(value.of, required);
      return (record) => read(record)?.toLowerCase();
    }
    case 'joined': {
      const readers = value.of.map((each) => toReader(each, required));
      return (record) => {
        const texts = readers.map((read) => read(record));
        return texts.includes(undefined) ? undefined : texts.join(value.by);
      };
    }
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

/** The text, number or boolean at a path of objects; an empty text is none. */
function fieldReader(field: string): ReadFact {
  const { keys } = compileFieldPath(field);
  return (record) => {
    let value: Json | undefined = record;
    for (const key of keys) {
      if (!isJsonObject(value) || !Object.hasOwn(value, key)) return undefined;
      value = value[key];
    }
    if (value === undefined || value === null || typeof value === 'object') return undefined;
    return value === '' ? undefined : String(value);
  };
}
