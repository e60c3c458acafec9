/** Why a value is not known. */
export type WhyUnknown =
  /** A parameter without a default. */
  | 'parameter'
  /** An export or output of a stack that was not read. */
  | 'import'
  /** A name or attribute that CloudFormation gives a resource. */
  | 'attribute'
  /** A condition that only the deployment decides. */
  | 'condition'
  /** A function that is not evaluated here, such as `Fn::GetAZs`. */
  | 'function'
  /** The result of a transform, `Fn::ForEach` or a module. */
  | 'macro'
  /** A limit of this program that acted. */
  | 'limit';

/** A resource of a template, or one attribute of it. */
export interface ResourceAttribute {
  /** The name of the stack. */
  readonly stack: string;
  readonly logicalId: string;
  /** `Ref`, or the name of the attribute. */
  readonly attribute: string;
}

/** A value that only the deployment knows, or that is not read. */
export class Unknown {
  /**
   * @param words its description, such as `parameter Env`; equal words of one stack are equal
   *   values
   * @param of the resource of the estate that the value comes from
   */
  constructor(
    readonly words: string,
    readonly why: WhyUnknown,
    readonly of?: ResourceAttribute,
  ) {}
}

/** Text that is known in part, such as an ARN in an account that only the deployment knows. */
export class OpenText {
  constructor(readonly parts: readonly (string | Unknown)[]) {}
}

/** `Fn::If` whose condition only the deployment decides. `undefined`: there is no value (`AWS::NoValue`). */
export class Choice {
  constructor(
    readonly condition: string,
    readonly one: Value | undefined,
    readonly other: Value | undefined,
  ) {}
}

/** A value of a template after everything that is known has been put in. `undefined` means certainly absent. */
export type Value =
  | string
  | number
  | boolean
  | null
  | OpenText
  | Unknown
  | Choice
  | readonly Value[]
  | ValueObject;

/** An object whose members are values. */
export interface ValueObject {
  readonly [name: string]: Value;
}

/** Whether a value is an object of members, and no list, text or unknown. */
export function isValueObject(value: Value | undefined): value is ValueObject {
  return (
    typeof value === 'object' &&
    value !== null &&
    !Array.isArray(value) &&
    !(value instanceof Unknown || value instanceof OpenText || value instanceof Choice)
  );
}

/** Whether any part of a value is unknown. */
export function isOpen(value: Value | undefined): boolean {
  if (value instanceof Unknown || value instanceof OpenText || value instanceof Choice) return true;
  if (Array.isArray(value)) return value.some(isOpen);
  return isValueObject(value) && Object.values(value).some(isOpen);
}

/**
 * The value at a path of member names, such as `VersioningConfiguration.Status`. Through an `Unknown` it is that `Unknown`,
 * through a `Choice` a `Choice`; `undefined` only if it is certainly absent.
 */
export function at(value: Value | undefined, ...path: readonly string[]): Value | undefined {
  const [name, ...rest] = path;
  if (name === undefined || value === undefined || value instanceof Unknown) return value;
  if (value instanceof Choice) {
    const [one, other] = [at(value.one, ...path), at(value.other, ...path)];
    return canonicalValue(one) === canonicalValue(other) ? one : new Choice(value.condition, one, other);
  }
  if (!isValueObject(value) || !Object.hasOwn(value, name)) return undefined;
  return at(value[name], ...rest);
}

/**
 * The result of reading a value: the answer for a known one, the common answer of both sides of a `Choice`, else
 * `Unknown`.
 *
 * @param read gets the value if no part of it is open, and `undefined` if it is certainly absent
 */
export function sure<T>(value: Value | undefined, read: (known: Value | undefined) => T): T | Unknown {
  if (value instanceof Choice) {
    const [one, other] = [sure(value.one, read), sure(value.other, read)];
    if (!(one instanceof Unknown || other instanceof Unknown) && Object.is(one, other)) return one;
    return new Unknown(`condition ${value.condition}`, 'condition');
  }
  if (value instanceof Unknown) return value;
  const [open] = unknownsOf(value);
  return open ?? read(value);
}

/** Everything unknown in a value; of a `Choice`, its condition, too. */
export function unknownsOf(value: Value | undefined): readonly Unknown[] {
  if (value instanceof Unknown) return [value];
  if (value instanceof OpenText) return value.parts.filter((part) => part instanceof Unknown);
  if (value instanceof Choice)
    return [
      new Unknown(`condition ${value.condition}`, 'condition'),
      ...unknownsOf(value.one),
      ...unknownsOf(value.other),
    ];
  if (Array.isArray(value)) return value.flatMap(unknownsOf);
  return isValueObject(value) ? Object.values(value).flatMap(unknownsOf) : [];
}

/**
 * One text for all values of the same meaning: members in the order of their names. Unknown values are equal by their words, and
 * a name that a resource gets by its resource.
 *
 * @param nameOf the name of a resource; by default, its stack and logical id
 */
export function canonicalValue(
  value: Value | undefined,
  nameOf: (of: ResourceAttribute) => string = ({ stack, logicalId }) => `${stack}/${logicalId}`,
): string {
  const part = (each: string | Unknown): unknown =>
    typeof each === 'string'
      ? each
      : { '?': each.of === undefined ? each.words : `${nameOf(each.of)}.${each.of.attribute}` };
  const toJson = (each: Value | undefined): unknown => {
    if (each instanceof Unknown) return part(each);
    if (each instanceof OpenText) return { '??': each.parts.map(part) };
    if (each instanceof Choice)
      return { if: each.condition, one: toJson(each.one), other: toJson(each.other) };
    if (Array.isArray(each)) return each.map(toJson);
    if (!isValueObject(each)) return each;
    const names = Object.keys(each).sort();
    return Object.fromEntries(names.map((name) => [name, toJson(each[name])]));
  };
  return JSON.stringify(toJson(value)) ?? 'undefined';
}

/** References that lead further than this are unknown; templates that work stay far below it. */
export const MAX_DEPTH = 60;

/** Longer text is unknown: no name, ARN, pattern or policy is as long. */
export const MAX_TEXT_LENGTH = 256 * 1024;

/** Maximum number of parts of one value, with everything that its references lead to. A template of 1 MB has fewer. */
export const MAX_PARTS = 200_000;

/** Maximum number of open conditions in one text: each doubles the number of possible texts. */
export const MAX_CHOICES_IN_TEXT = 6;

/** Maximum number of characters in the name of something unknown; in longer words, a hash keeps the rest apart. */
export const MAX_WORDS_LENGTH = 200;
