import { type Atom, type NormalForm, toNormalForm } from '../../compile/negation-normal-form';
import {
  type Explanation,
  MAX_PLACES,
  type Place,
  type PlacedValue,
  placedLeaves,
  toExplanation,
} from '../../compile/predicate/to-explanation';
import { toAtomTest } from '../../compile/predicate/to-predicate';
import { isJsonObject, type Json } from '../../json/json-value';
import type { CloudTrailRecord } from '../../record/record';
import type { Condition } from '../../rule/condition';
import { isSecret, maskSecretsInText } from '../../safe-text/mask-secrets';
import { oneLine } from '../../safe-text/one-line';
import { type AlertDetails, type AlertResource, MATCHED } from '../alert';
import { VALUE_LENGTH } from '../call/texts-at';
import { addFact, isToldByFacts } from './to-details';

/** Members of records that an alert has elsewhere, or that do not show how serious a call is. */
const TOLD_MEMBERS: ReadonlySet<string> = new Set(
  `awsRegion errorCode errorMessage eventCategory eventID eventName eventSource eventTime eventType eventVersion insightDetails
  managementEvent readOnly recipientAccountId requestID resources sessionCredentialFromConsole sharedEventID sourceIPAddress summary userAgent userIdentity`.split(
    /\s+/,
  ),
);

/** Names that mean nothing without the one before them, and those of members whose content differs by call. */
const NAMELESS =
  /^(?:value|content|items|member|requestParameters|responseElements|additionalEventData|trailwatch|\w+Request)$/;

/** A name of one word alone is not clear: `Expiration Days`, and `retentionPeriod`. */
const ONE_WORD = /^(?:[A-Z]?[a-z]+|[A-Z]+)$/;

/** JSON in a text: usually a policy, whose statements are shown. */
const JSON_TEXT = /^\s*[{[]/;

/** Values that are shown only together with their name. */
const SAYS_LITTLE = /^(?:true|false|.{1,3}|\d{1,5})$/i;

/** How much of a value is looked through for secrets. */
const READ_LENGTH = 16_384;

/** The text that is shown for a secret. */
const SECRET = 'hidden';

/** Finds the values of a rule, by its condition; undefined where no value is new. */
const KNOWN = new WeakMap<Condition, { readonly find: Explanation | undefined }>();

/** What is known about a record in addition to its facts. */
interface Found {
  /** Of the rule that matched. */
  readonly condition: Condition | undefined;
  readonly record: CloudTrailRecord;
  readonly resources: readonly AlertResource[];
}

/**
 * The facts of a record, and as {@link MATCHED} what the rule looked for and found in it, unless facts or resources have it
 * already: `Expiration Days: 1`, at most ten. Values that a rule requires to be absent, and policies, are left out.
 */
export function withMatched(details: AlertDetails, { condition, record, resources }: Found): AlertDetails {
  const held = condition === undefined ? undefined : finderOf(condition)?.(record);
  if (held === undefined) return details;
  const told = [...Object.values(details).flat(), ...resources.flatMap(({ name, arn = '' }) => [name, arn])];
  const byName = new Map<string, Set<string>>();
  for (const { atom, places } of held) {
    for (const value of places.filter(isUntold).flatMap((place) => valuesAt(record, place, atom))) {
      const text = untoldText(value, record, told);
      if (text === undefined) continue;
      const name = nameOf(value);
      byName.set(name, (byName.get(name) ?? new Set()).add(text));
    }
  }
  const matched = [...byName].map(([name, texts]) =>
    oneLine(`${name}: ${[...texts].join(', ')}`, VALUE_LENGTH),
  );
  const facts = { ...details };
  addFact(facts, MATCHED, matched);
  return facts;
}

function finderOf(condition: Condition): Explanation | undefined {
  const known = KNOWN.get(condition);
  if (known !== undefined) return known.find;
  const of = untoldAtoms(condition);
  const find = of.length === 0 ? undefined : toExplanation({ kind: 'or', of });
  KNOWN.set(condition, { find });
  return find;
}

/** The atoms that a rule requires to hold: inside two negations, too. */
function untoldAtoms(condition: Condition): readonly Atom[] {
  const wanted = (form: NormalForm): readonly Atom[] => {
    if (form.kind !== 'atom') return form.of.flatMap(wanted);
    return !form.isNegated && mayBeUntold(form.atom) ? [form.atom] : [];
  };
  return wanted(toNormalForm(condition));
}

/** Keywords are looked for in the whole record. */
function mayBeUntold(atom: Atom): boolean {
  return 'field' in atom ? atom.kind !== 'document' && isUntold(atom.field.split('.')) : true;
}

function isUntold(place: Place): boolean {
  return !TOLD_MEMBERS.has(String(place[0])) && !isToldByFacts(namesOf(place).join('.'));
}

/** The values at a place, as many as a person reads; of an object, those of its members for which the atom also holds. */
function valuesAt(record: CloudTrailRecord, place: Place, atom: Atom): readonly PlacedValue[] {
  const value = place.reduce<Json>((at, key) => (at as Readonly<Record<string, Json>>)[key] ?? null, record);
  const found = [...placedLeaves({ place, value })];
  if (!isJsonObject(value)) return found.slice(0, MAX_PLACES);
  const holds = toAtomTest({ ...atom, field: 'value' } as Atom);
  return found
    .filter(
      (leaf) => holds({ value: leaf.value }, record) || holds({ value: inItsMember(leaf, place) }, record),
    )
    .slice(0, MAX_PLACES);
}

/** A value with the names that lead to it and nothing else: an expression may require a name and its value as JSON. */
function inItsMember({ place, value }: PlacedValue, within: Place): Json {
  return place
    .slice(within.length)
    .reduceRight<Json>((inner, key) => (typeof key === 'string' ? { [key]: inner } : [inner]), value);
}

function namesOf(place: Place): readonly string[] {
  return place.filter((key) => typeof key === 'string');
}

/**
 * A value as it is shown; undefined if it is shown already, or describes the result of the call itself. For a secret, its name
 * is shown.
 */
function untoldText(
  { place, value }: PlacedValue,
  { eventName }: CloudTrailRecord,
  told: readonly string[],
): string | undefined {
  const name = namesOf(place).at(-1) ?? '';
  const text = oneLine(maskSecretsInText(String(value).slice(0, READ_LENGTH)), VALUE_LENGTH);
  if (isSecret(name, text)) return SECRET;
  if (text === '' || name === eventName || JSON_TEXT.test(text)) return undefined;
  const named = `${name}: ${text}`.toLowerCase();
  const isTold = SAYS_LITTLE.test(text)
    ? told.some((fact) => fact === text || fact.toLowerCase() === named)
    : told.some((fact) => fact.includes(text));
  return isTold ? undefined : text;
}

function nameOf({ place }: PlacedValue): string {
  const names = namesOf(place);
  const saying = names.filter((name) => !NAMELESS.test(name));
  // A `value` that no other name is before is called so.
  const named = saying.length === 0 ? names.slice(-1) : saying;
  const last = named.at(-1) ?? '';
  return ONE_WORD.test(last) ? named.slice(-2).join(' ') : last;
}
