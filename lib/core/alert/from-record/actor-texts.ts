import { actorOf, identity, origin } from '../../compile/predicate/record-facts';
import { ACTOR_NAME, IDENTITY } from '../../fact/actor';
import { any, fieldsOfValue } from '../../fact/fact';
import { ORIGIN } from '../../fact/origin';
import type { CloudTrailRecord } from '../../record/record';
import type { Condition } from '../../rule/condition';

/** The parts of an identity that a person may know an actor by. */
const PARTS = [
  ...(['arn', 'userName', 'accessKey', 'principalId', 'invokedBy', 'accountId', 'person'] as const),
  ...(['issuer', 'issuerName', 'sourceIdentity'] as const),
];

const FIELDS = new Set(
  [...PARTS.map((part) => IDENTITY[part]), ORIGIN.source, ACTOR_NAME].flatMap(fieldsOfValue),
);

/** Every text that a person may know the actor of a record by: ARNs, names, keys and the address. */
export function actorTexts(record: CloudTrailRecord): readonly unknown[] {
  const texts = PARTS.map((part) => identity[part](record));
  return [...texts, texts[0]?.split('/').at(-1), origin.source(record), actorOf(record).name];
}

/** Holds if one of the {@link actorTexts} of a record has one of these in it, in any letter case, and for some other records. */
export function mayBeActor(values: readonly string[]): Condition {
  return any(...[...FIELDS].map((field): Condition => ({ kind: 'contains', field, values, cased: false })));
}
