import { Token } from 'aws-cdk-lib';
import { type Condition as ConditionTree, mapLeaves } from '../../core/rule/condition';
import { isAddressRange } from '../../core/rule/ip-range';
import { compileExpression } from '../../core/rule/regular-expression';
import { parseSigmaString, patternAtoms } from '../../core/sigma/detection/sigma-string';
import { isKnownLate } from '../preflight/preflight-check';

/**
 * A condition on a record, written in code. Conditions are immutable, and can be shared.
 *
 * A field is a path with dots, such as `requestParameters.bucketName`; a path through a list matches any of its elements. A
 * record without the field meets no condition on it except `isNull`, and therefore meets `noneOf` of any other. Text is
 * compared case-insensitively, unless {@link caseSensitive} is used.
 * @stability stable
 */
export class Condition {
  /** The field's text equals one of the values, without wildcards. */
  public static equalTo(field: string, ...values: string[]): Condition {
    return text('equals', field, values);
  }

  /** The field's text starts with one of the values. */
  public static startsWith(field: string, ...values: string[]): Condition {
    return text('startsWith', field, values);
  }

  /** The field's text ends with one of the values. */
  public static endsWith(field: string, ...values: string[]): Condition {
    return text('endsWith', field, values);
  }

  /** The field's text contains one of the values. The text of an object is its JSON. */
  public static contains(field: string, ...values: string[]): Condition {
    return text('contains', field, values);
  }

  /** The field's whole text matches one of the patterns, in which `*` matches any text and `?` any single character. */
  public static like(field: string, ...patterns: string[]): Condition {
    checkValues('like', field, patterns);
    return anyAtom(patternAtoms(field, patterns.map(parseSigmaString), false));
  }

  /**
   * The field's text matches the regular expression (RE2). Case-sensitive, unless the expression begins with `(?i)`. Only
   * expressions that can be evaluated in linear time are supported: no look-around and no back-references.
   */
  public static matches(field: string, expression: string): Condition {
    checkValues('matches', field, [expression]);
    const compiled = compileExpression(expression, '');
    if ('reason' in compiled) {
      throw new Error(
        `the regular expression '${expression}' on '${field}' cannot be used: ${compiled.reason}`,
      );
    }
    return new Condition({ kind: 'matches', field, expression, flags: '' });
  }

  /** The field is an IP address in one of the ranges, such as `10.0.0.0/8`. Service names are in no range. */
  public static cidr(field: string, ...ranges: string[]): Condition {
    checkValues('cidr', field, ranges);
    const wrong = ranges.find((range) => !isAddressRange(range));
    if (wrong !== undefined) {
      throw new Error(`'${wrong}' is not a range of addresses, such as '10.0.0.0/8' or '2001:db8::/32'`);
    }
    return new Condition({ kind: 'cidr', field, ranges });
  }

  /** The field is a number less than the value. */
  public static lessThan(field: string, value: number): Condition {
    return compare('lt', field, value);
  }

  /** The field is a number, at most the value. */
  public static atMost(field: string, value: number): Condition {
    return compare('lte', field, value);
  }

  /** The field is a number greater than the value. */
  public static greaterThan(field: string, value: number): Condition {
    return compare('gt', field, value);
  }

  /** The field is a number, at least the value. */
  public static atLeast(field: string, value: number): Condition {
    return compare('gte', field, value);
  }

  /** The record has the field, with any value, including null and empty text. */
  public static exists(field: string): Condition {
    checkField('exists', field);
    return new Condition({ kind: 'exists', field });
  }

  /** The record does not have the field, or its value is null. */
  public static isNull(field: string): Condition {
    checkField('isNull', field);
    return new Condition({ kind: 'isNull', field });
  }

  /** Both fields exist, and their texts are equal. */
  public static sameAs(field: string, other: string): Condition {
    checkField('sameAs', field);
    checkField('sameAs', other);
    return new Condition({ kind: 'sameAs', field, other, relation: 'equals', cased: false });
  }

  /** Any field of the record contains one of the texts. */
  public static anywhere(...texts: string[]): Condition {
    checkValues('anywhere', 'record', texts);
    return new Condition({ kind: 'keyword', patterns: texts.map((each) => [{ text: each }]), cased: false });
  }

  /** A single element of the list at the field meets the condition, whose fields are those of the element. */
  public static element(field: string, condition: Condition): Condition {
    checkField('element', field);
    return new Condition({ kind: 'element', field, of: condition._tree });
  }

  /**
   * The document at the field meets the condition, whose fields are those of the document: an object, or JSON text, such as
   * policies in IAM records.
   */
  public static document(field: string, condition: Condition): Condition {
    checkField('document', field);
    return new Condition({ kind: 'document', field, of: condition._tree });
  }

  /**
   * The field contains an account, as an id or in an ARN, that is neither the record's own nor one of these. In an
   * organization, the log processor and realtime alerts exclude all of its accounts (`LogProcessorProps.ownOrganization`).
   */
  public static outsideAccounts(field: string, ...ownAccounts: string[]): Condition {
    checkField('outsideAccounts', field);
    const wrong = ownAccounts.find((id) => !/^\d{12}$/.test(id));
    if (wrong !== undefined) throw new Error(`'${wrong}' is not an account id of twelve digits`);
    return new Condition({ kind: 'outsideAccount', field, own: ownAccounts });
  }

  /** All of the conditions are met. */
  public static allOf(...conditions: Condition[]): Condition {
    checkAny('allOf', conditions);
    return new Condition({ kind: 'and', of: conditions.map(({ _tree }) => _tree) });
  }

  /** Any of the conditions is met. */
  public static anyOf(...conditions: Condition[]): Condition {
    checkAny('anyOf', conditions);
    return anyAtom(conditions.map(({ _tree }) => _tree));
  }

  /** None of the conditions is met. */
  public static noneOf(...conditions: Condition[]): Condition {
    return new Condition({ kind: 'not', of: Condition.anyOf(...conditions)._tree });
  }

  /** @internal */
  public static _of(tree: ConditionTree): Condition {
    return new Condition(tree);
  }

  /** @internal */
  public readonly _tree: ConditionTree;

  private constructor(tree: ConditionTree) {
    this._tree = tree;
  }

  /** The same condition, with case-sensitive text comparison. */
  public caseSensitive(): Condition {
    return new Condition(
      mapLeaves(this._tree, (leaf) => ('cased' in leaf ? { ...leaf, cased: true } : leaf)),
    );
  }
}

function text(
  kind: 'equals' | 'startsWith' | 'endsWith' | 'contains',
  field: string,
  values: readonly string[],
): Condition {
  checkValues(kind === 'equals' ? 'equalTo' : kind, field, values);
  return Condition._of({ kind, field, values, cased: false });
}

function compare(operator: 'lt' | 'lte' | 'gt' | 'gte', field: string, value: number): Condition {
  checkField('a comparison', field);
  if (Token.isUnresolved(value) || !Number.isFinite(value)) {
    throw new Error(`'${field}': expected a number that is known at synth, found ${value}`);
  }
  return Condition._of({ kind: 'compare', field, operator, value });
}

function anyAtom(atoms: readonly ConditionTree[]): Condition {
  const [only] = atoms;
  return Condition._of(atoms.length === 1 && only !== undefined ? only : { kind: 'or', of: atoms });
}

function checkAny(name: string, conditions: readonly Condition[]): void {
  if (conditions.length === 0) throw new Error(`Condition.${name} needs at least one condition`);
}

function checkValues(name: string, field: string, values: readonly string[]): void {
  checkField(name, field);
  if (values.length === 0) throw new Error(`Condition.${name} on '${field}' needs at least one value`);
  if (values.some(isKnownLate)) {
    throw new Error(
      `Condition.${name} on '${field}' has a value that is known only at deployment, but rules are written at synthesis`,
    );
  }
}

function checkField(name: string, field: string): void {
  if (!Token.isUnresolved(field) && !field.split('.').includes('') && !field.includes('|')) return;
  throw new Error(`'${field}' is not a field for Condition.${name}; write a path such as 'userIdentity.arn'`);
}
