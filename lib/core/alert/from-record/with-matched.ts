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
import type { Target } from '../../fact/targets/target';
import { isJsonObject, type Json } from '../../json/json-value';
import type { CloudTrailRecord } from '../../record/record';
import type { Condition } from '../../rule/condition';
import { isSecret, maskSecretsInText } from '../../safe-text/mask-secrets';
import { oneLine } from '../../safe-text/one-line';
import { type AlertDetails, MATCHED } from '../alert';
import { EMPTY } from '../call/parameter-words';
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

/** Finds what a rule asks for, by its condition. */
const KNOWN = new WeakMap<Condition, Finder>();

interface Finder {
  /** Undefined where it asks for no value. */
  readonly find: Explanation | undefined;
  /** The parameters of which it asks that they do not have some value. */
  readonly mayBeEmpty: readonly string[];
}

/** Members of an element of a list that say which setting its `status` or `value` is of. */
const LABELS = ['name', 'key', 'path', 'attributePath'] as const;
const LABELLED = /^(?:status|state|value|enabled?)$/i;
const LABEL_LENGTH = 64;

/** What is known about a record in addition to its facts. */
interface Found {
  /** Of the rule that matched. */
  readonly condition: Condition | undefined;
  readonly record: CloudTrailRecord;
  readonly resources: readonly Target[];
}

/** The facts of a record with those that a rule found, and each value that it found: `expiration Days: 1`. */
export interface Matched {
  readonly details: AlertDetails;
  /** Policies and secrets are left out. */
  readonly decided: readonly string[];
}

/**
 * The facts of a record, and as {@link MATCHED} what the rule looked for and found in it, unless facts or resources have it
 * already: `Expiration Days: 1`, at most ten. Values that a rule requires to be absent, and policies, are left out.
 */
export function withMatched(details: AlertDetails, { condition, record, resources }: Found): Matched {
  if (condition === undefined) return { details, decided: [] };
  const { find, mayBeEmpty } = finderOf(condition);
  const held = find?.(record) ?? [];
  const told = [...Object.values(details).flat(), ...resources.flatMap(({ name, arn = '' }) => [name, arn])];
  const byName = new Map<string, Set<string>>();
  const decided = new Set(mayBeEmpty.flatMap((field) => emptyAt(record, field)));
  const found = held.flatMap(({ atom, places }) => places.flatMap((place) => valuesAt(record, place, atom)));
  const labels = new Set(found.flatMap((value) => labelOf(record, value)?.place.join('.') ?? []));
  for (const value of found) {
    const text = labels.has(value.place.join('.')) ? undefined : textOf(value, record);
    if (text === undefined) continue;
    const label = labelOf(record, value)?.label;
    const name = label ?? nameOf(value);
    if (text !== SECRET) decided.add(`${name}: ${text}`);
    if (isUntold(value.place) && !isTold({ name: label ?? namesOf(value.place).at(-1) ?? '', text }, told))
      byName.set(name, (byName.get(name) ?? new Set()).add(text));
  }
  const matched = [...byName].map(([name, texts]) =>
    oneLine(`${name}: ${[...texts].join(', ')}`, VALUE_LENGTH),
  );
  const facts = { ...details };
  addFact(facts, MATCHED, matched);
  return { details: facts, decided: [...decided] };
}

/** Which setting a value is of, and where that is said. */
function labelOf(
  record: CloudTrailRecord,
  { place }: PlacedValue,
): { readonly label: string; readonly place: Place } | undefined {
  const [last, element] = [place.at(-1), place.at(-2)];
  if (typeof last !== 'string' || typeof element !== 'number' || !LABELLED.test(last)) return undefined;
  const within = place.slice(0, -1);
  const members = memberAt(record, within);
  if (!isJsonObject(members)) return undefined;
  for (const name of LABELS) {
    const label = members[name];
    if (typeof label === 'string' && label !== '' && label.length <= LABEL_LENGTH)
      return { label: oneLine(label, LABEL_LENGTH), place: [...within, name] };
  }
  return undefined;
}

function memberAt(record: CloudTrailRecord, place: Place): Json {
  return place.reduce<Json>(
    (at, key) => (at as Readonly<Record<string, Json>> | null)?.[key] ?? null,
    record,
  );
}

function finderOf(condition: Condition): Finder {
  const known = KNOWN.get(condition);
  if (known !== undefined) return known;
  const form = toNormalForm(condition);
  const of = wantedAtoms(form);
  const find = of.length === 0 ? undefined : toExplanation({ kind: 'or', of });
  const finder = { find, mayBeEmpty: [...new Set(unwantedFields(form))] };
  KNOWN.set(condition, finder);
  return finder;
}

/** The parameters, right in the request, that a rule asks not to be something. */
function unwantedFields(form: NormalForm): readonly string[] {
  if (form.kind !== 'atom') return form.of.flatMap(unwantedFields);
  return form.isNegated && 'field' in form.atom
    ? (/^requestParameters\.\w+$/.exec(form.atom.field) ?? [])
    : [];
}

/** A list of a request in which nothing is left: a web ACL without rules. */
function emptyAt(record: CloudTrailRecord, field: string): readonly string[] {
  const value = memberAt(record, field.split('.'));
  return Array.isArray(value) && value.length === 0 ? [`${field.split('.')[1]}: ${EMPTY}`] : [];
}

/** The atoms that a rule requires to hold: inside two negations, too. */
function wantedAtoms(form: NormalForm): readonly Atom[] {
  if (form.kind !== 'atom') return form.of.flatMap(wantedAtoms);
  return !form.isNegated && mayBeShown(form.atom) ? [form.atom] : [];
}

/** Keywords are looked for in the whole record. */
function mayBeShown(atom: Atom): boolean {
  return 'field' in atom ? atom.kind !== 'document' && isShown(atom.field.split('.')) : true;
}

function isShown([first]: Place): boolean {
  return !TOLD_MEMBERS.has(String(first));
}

function isUntold(place: Place): boolean {
  return !isToldByFacts(namesOf(place).join('.'));
}

/** The values at a place, as many as a person reads; of an object, those of its members for which the atom also holds. */
function valuesAt(record: CloudTrailRecord, place: Place, atom: Atom): readonly PlacedValue[] {
  if (!isShown(place)) return [];
  const value = memberAt(record, place);
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

/** A value as it is shown; undefined if it describes the result of the call itself, or is a policy. */
function textOf({ place, value }: PlacedValue, { eventName }: CloudTrailRecord): string | undefined {
  const name = namesOf(place).at(-1) ?? '';
  const text = oneLine(maskSecretsInText(String(value).slice(0, READ_LENGTH)), VALUE_LENGTH);
  if (isSecret(name, text)) return SECRET;
  return text === '' || name === eventName || JSON_TEXT.test(text) ? undefined : text;
}

/** Whether a value is shown already. */
function isTold(
  { name, text }: { readonly name: string; readonly text: string },
  told: readonly string[],
): boolean {
  if (text === SECRET) return false;
  const named = `${name}: ${text}`.toLowerCase();
  return SAYS_LITTLE.test(text)
    ? told.some((fact) => fact === text || fact.toLowerCase() === named)
    : told.some((fact) => fact.includes(text));
}

function nameOf({ place }: PlacedValue): string {
  const names = namesOf(place);
  const saying = names.filter((name) => !NAMELESS.test(name));
  // A `value` that no other name is before is called so.
  const named = saying.length === 0 ? names.slice(-1) : saying;
  const last = named.at(-1) ?? '';
  return ONE_WORD.test(last) ? named.slice(-2).join(' ') : last;
}
