/** Options of a compiler; the same for every target. */
export interface CompileOptions {
  /**
   * Assume that AWS spells the values of {@link CANONICAL_CASE_FIELDS} in one way, so that a case-sensitive
   * engine compares them exactly. Each use is reported as an {@link Assumption}. Off: such an engine refuses.
   * @default true
   */
  readonly assumeCanonicalCase?: boolean;
  /**
   * Assume that a field whose shape CloudTrail leaves to each service (`fieldShape` calls it open) has the shape that
   * the condition reads in it, where the engine has no expression for every shape. Each use is reported as an {@link
   * Assumption}. Off: such an engine refuses.
   * @default true
   */
  readonly assumeFieldShape?: boolean;
  /**
   * Where a condition has no exact expression, use a wider one: it matches every record that the rule matches, and more.
   * What was widened is reported in {@link Compiled.widened}, and must be checked again after the engine.
   * @default false
   */
  readonly overApproximate?: boolean;
}

/** A condition that an engine can express. */
export interface Compiled {
  readonly kind: 'compiled';
  /**
   * What to give to the engine. More than one where a limit of the service required a split: a record satisfies
   * the condition if and only if it satisfies any of them. Never empty: a condition that never holds is refused.
   */
  readonly artefacts: readonly string[];
  readonly assumptions: readonly Assumption[];
  /** Empty if the artefacts mean exactly what the condition means (under the assumptions). */
  readonly widened: readonly Obstacle[];
}

/** A condition that an engine cannot express, with every reason. */
export interface Refused {
  readonly kind: 'refused';
  /** At least one. */
  readonly obstacles: readonly Obstacle[];
}

export type CompileResult = Compiled | Refused;

/** Something about records that a compiled condition relies on. */
export interface Assumption {
  /**
   * - `canonical-case`: AWS always spells the field's values in one way, and the condition spells them so too.
   * - `scalar-field`: where the field is, it is text, a number, a boolean or null: no object and no array, and no
   *   array is on the way to it.
   * - `number-field`: the same, and where it is neither null nor absent it is a JSON number.
   * - `text-field`: the same, and where it is neither null nor absent it is text.
   * - `boolean-field`: the same as `scalar-field`, and it is neither the number 0 nor 1.
   * - `plain-spelling`: no `k` is written as the KELVIN SIGN (U+212A), which folds to it, no `i` as U+0130, and no IPv4
   *   address as IPv6 (`::ffff:10.0.0.1`).
   * - `allocated-address`: no address is in a block that is in no use: IPv4 in 240.0.0.0/4, IPv6 outside of ::/8, 2000::/3,
   *   fc00::/7, fe80::/10 and ff00::/8.
   * - `canonical-number`: a number in the field, or a text that is one, is spelled in one way, as `22` and never `022`,
   *   and the condition spells it so too.
   * - `never-null`: the field is never JSON null: where the engine finds nothing, the field is absent.
   * - `plain-json`: numbers at the field are whole and below 2^53, or are written with a point and without an exponent,
   *   and are neither below 0.001 nor above 10 million; and no key of an object there is a whole number.
   * - `plain-document`: a document that is written as JSON text in the field has no key twice in one object and none that
   *   is a whole number, nests no deeper than a record may, and is UTF-8 where it is percent-encoded.
   * - `identified-record`: every record has an `eventID`, and no other record of the same account has the same.
   */
  readonly code:
    | 'canonical-case'
    | 'scalar-field'
    | 'number-field'
    | 'text-field'
    | 'boolean-field'
    | 'plain-spelling'
    | 'allocated-address'
    | 'canonical-number'
    | 'never-null'
    | 'plain-json'
    | 'plain-document'
    | 'identified-record';
  readonly field: string;
}

/** Something that an engine cannot express. */
export interface Obstacle {
  /** A stable name for the kind of obstacle, such as `case-insensitive-contains` or `too-long`. */
  readonly code: string;
  /** The path of the condition in the tree, such as `of[1].of`; empty for the whole. */
  readonly path: string;
  /** The field, where one is to blame. */
  readonly field?: string;
  /** One sentence, lower case, no full stop: what cannot be expressed, and what to do. */
  readonly reason: string;
}

/**
 * Fields whose values AWS always spells in one way: over 34,000 real records and 80,000 matches of rules, none differed
 * in letter case alone. All other fields are free text.
 */
export const CANONICAL_CASE_FIELDS: readonly string[] = [
  'eventSource',
  'eventName',
  'eventType',
  'eventCategory',
  'userIdentity.type',
  'awsRegion',
  'errorCode',
];

/** The reasons of a refusal for people: each sentence once, with the fields that it does not name. */
export function renderReasons(obstacles: readonly Obstacle[]): readonly string[] {
  const fields = new Map<string, Set<string>>();
  for (const { reason, field } of obstacles) {
    const named = fields.get(reason) ?? new Set();
    fields.set(reason, field === undefined || reason.includes(field) ? named : named.add(field));
  }
  return [...fields].map(([reason, named]) =>
    named.size === 0 ? reason : `${reason} (${[...named].join(', ')})`,
  );
}
