import { nearestWord } from '../problem/nearest-word';
import { RECORD_SHAPE, type Shape } from '../record/record-shape';
import { type Condition, fieldsOf, type MatchesCondition, type WildcardPart } from '../rule/condition';
import { foldCase } from '../rule/fold-case';
import { listedNames } from '../rule/listed-names';
import { isOwnField } from '../rule/own-field';
import { compileExpression } from '../rule/regular-expression';
import { requiredTexts } from '../rule/required-texts';
import { toPatternTest } from '../rule/wildcard-match';
import type { CallCatalogue } from './call-catalogue';
import { judgeMember } from './judge-member';
import { judgeName, NAMED_FIELDS, wholeName } from './judge-name';
import type { NameContext, WrittenName } from './written-name';

/** Reads the catalogue of calls, when there is a name to judge. */
export type ReadCalls = () => CallCatalogue;

/** A name in a condition that CloudTrail does not write. */
export interface ConditionFault {
  readonly field: string;
  /** The value as it was written, without wildcards around it; empty if it is the field that CloudTrail does not write. */
  readonly value: string;
  readonly message: string;
  /** Whether because of it the condition can hold for no record. */
  readonly isError: boolean;
}

/**
 * Judges every name of a closed vocabulary that a condition has: fields, event names and sources, Regions, types, categories. A name that no
 * record can have is an error only if the condition can then hold for none; in a list, or negated, it is a warning.
 */
export function judgeCondition(
  condition: Condition,
  calls: ReadCalls | undefined,
): readonly ConditionFault[] {
  const found: FoundFault[] = [];
  const canHold = walk(condition, { calls, fields: new Set(fieldsOf(condition)) }, found);
  const faults = found.map(({ isNever, ...fault }) => ({ ...fault, isError: isNever && !canHold }));
  return [...new Map(faults.map((fault) => [JSON.stringify(fault), fault])).values()];
}

type FoundFault = Omit<ConditionFault, 'isError'> & { readonly isNever: boolean };

/** How many faults say which name may be meant: a list of a program's own events has hundreds. */
const MAX_HINTS = 10;

/** Adds the faults in a part of a condition. Returns whether a record can satisfy it, as far as its names tell. */
function walk(condition: Condition, context: NameContext, found: FoundFault[]): boolean {
  switch (condition.kind) {
    case 'and': {
      const sources = requiredTexts(condition, 'eventSource') ?? context.sources;
      const names = requiredTexts(condition, 'eventName') ?? context.names;
      return condition.of.map((each) => walk(each, { ...context, sources, names }, found)).every(Boolean);
    }
    case 'or':
      return condition.of.map((each) => walk(each, context, found)).some(Boolean);
    case 'not':
      walk(condition.of, context, found);
      return true;
    default:
      return walkLeaf(condition, context, found);
  }
}

function walkLeaf(condition: Condition, context: NameContext, found: FoundFault[]): boolean {
  const names = namesIn(condition);
  if (names === undefined) return walkFields(condition, context, found);
  // The sources of a leaf on the source are its own.
  let canHold = false;
  for (const name of names.written) {
    const fault = judgeName(names.field, name, { ...context, isTerse: found.length >= MAX_HINTS });
    if (fault !== undefined) found.push({ field: names.field, value: name.text, ...fault });
    if (fault?.isNever !== true) canHold = true;
  }
  return canHold;
}

/** Adds the members that no call has. What a record never has is null, and holds nothing else. */
function walkFields(leaf: Condition, context: NameContext, found: FoundFault[]): boolean {
  const faults = fieldsOf(leaf).flatMap((field) => {
    const fault = judgeMember(field, context);
    return fault === undefined ? [] : [{ field, value: '', ...fault }];
  });
  found.push(...faults);
  return leaf.kind === 'isNull' || faults.every(({ isNever }) => !isNever);
}

interface NamesOfField {
  readonly field: string;
  readonly written: readonly WrittenName[];
}

function namesIn(condition: Condition): NamesOfField | undefined {
  if (!('field' in condition) || !NAMED_FIELDS.includes(condition.field)) return undefined;
  const { field } = condition;
  switch (condition.kind) {
    case 'equals':
      return { field, written: condition.values.map(wholeName) };
    case 'startsWith':
    case 'endsWith':
    case 'contains':
      return { field, written: condition.values.map(partOfName(PARTS[condition.kind])) };
    case 'wildcard':
      return { field, written: condition.patterns.map(patternName) };
    case 'matches':
      return { field, written: namesOfExpression(condition) };
    default:
      return undefined;
  }
}

type IsPart = (known: string, part: string) => boolean;

const PARTS: Readonly<Record<'startsWith' | 'endsWith' | 'contains', IsPart>> = {
  startsWith: (known, part) => known.startsWith(part),
  endsWith: (known, part) => known.endsWith(part),
  contains: (known, part) => known.includes(part),
};

function partOfName(isPart: IsPart): (text: string) => WrittenName {
  return (text) => {
    const part = foldCase(text);
    return { text, fits: (known) => isPart(foldCase(known), part), isWhole: false };
  };
}

/** A pattern with wildcards, in any letter case. */
export function patternName(parts: readonly WildcardPart[]): WrittenName {
  const text = parts.map((part) => ('text' in part ? part.text : 'any' in part ? '*' : '?')).join('');
  const fits = toPatternTest(parts, foldCase);
  return { text, fits: (known) => fits(foldCase(known)), isWhole: false };
}

/** An expression that lists whole names is these; any other is a part of a name. */
function namesOfExpression(condition: MatchesCondition): readonly WrittenName[] {
  return listedNames(condition.expression)?.map(wholeName) ?? [expressionName(condition)];
}

/** A regular expression, as a part of a name; that it cannot be compiled is told elsewhere. */
function expressionName({ expression, flags }: MatchesCondition): WrittenName {
  // In any letter case, as the names that it is compared with.
  const compiled = compileExpression(expression, `${flags.replace('i', '')}i`);
  const fits = 'reason' in compiled ? () => true : compiled.isFoundIn;
  return { text: expression, fits, isWhole: false };
}

/** Why no CloudTrail record has fields that a condition looks at, each reason once. */
function unknownFieldsOf(condition: Condition): readonly string[] {
  const warnings = fieldsOf(condition).map(judgeField);
  return [...new Set(warnings.filter((warning) => warning !== undefined))];
}

/** Why no CloudTrail record has a field, as a sentence; undefined if records may have it. */
export function judgeField(field: string): string | undefined {
  if (isOwnField(field)) return undefined;
  let shape: Shape = RECORD_SHAPE;
  const path: string[] = [];
  for (const name of field.split('.')) {
    while (isList(shape)) shape = shape[0];
    // An object without known members may have any.
    if (typeof shape === 'string' || Object.keys(shape).length === 0) return undefined;
    const inner: Shape | undefined = Object.hasOwn(shape, name) ? shape[name] : undefined;
    if (inner === undefined) {
      const nearest = nearestWord(name, Object.keys(shape));
      const hint = nearest === undefined ? '' : `; did you mean '${[...path, nearest].join('.')}'?`;
      return `no CloudTrail record has the field '${[...path, name].join('.')}'${hint}`;
    }
    path.push(name);
    shape = inner;
  }
  return undefined;
}

function isList(shape: Shape): shape is readonly [Shape] {
  return Array.isArray(shape);
}

/** What is wrong with the names and fields of a condition that is written in code. Throws if no record can satisfy it. */
export function faultsInCode(condition: Condition, calls: ReadCalls): readonly string[] {
  const faults = judgeCondition(condition, calls);
  const [error] = faults.filter(({ isError }) => isError);
  if (error !== undefined) throw new Error(`no record satisfies the condition: ${error.message}`);
  return [...unknownFieldsOf(condition), ...faults.map(({ message }) => message)];
}
