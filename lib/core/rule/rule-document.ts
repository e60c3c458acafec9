import {
  conditionProblem,
  isNumber,
  isObject,
  isText,
  isTexts,
  oneOf,
  type ValueTest,
} from './condition-shape';
import { CORRELATION_KINDS, type Correlation } from './correlation';
import { type Rule, SEVERITIES } from './rule';

/** What a construct writes and a handler reads: everything that raises alerts. */
export interface RuleDocument {
  /** Those that raise alerts themselves. */
  readonly rules: readonly Rule[];
  /** Each with the rules that it counts, whether they are in `rules` too or not. */
  readonly correlations: readonly Correlation[];
}

/** The form below; a reader refuses any other. */
const VERSION = 2;

/**
 * The document as text. The same rules give the same text: keys are in alphabetical order, rules and correlations
 * in the order given.
 */
export function encodeRules(document: RuleDocument): string {
  return encodeInParts(document).text;
}

/** The same with the keys as they come, which takes a fraction of the time, for a reader on the same machine. */
export function encodeInOrder({ rules, correlations }: RuleDocument): string {
  return `${JSON.stringify({ version: VERSION, rules, correlations })}\n`;
}

/** Where something is in the bytes of a document: its first one, and the one behind its last. */
export type Span = readonly [from: number, behind: number];

/** An encoded document, what it holds, and where each rule and correlation is in it. */
export interface EncodedRules extends RuleDocument {
  readonly text: string;
  readonly ruleSpans: readonly Span[];
  readonly correlationSpans: readonly Span[];
}

/** What {@link encodeRules} writes, with the places of its parts. */
export function encodeInParts({ rules, correlations }: RuleDocument): EncodedRules {
  const parts = { rules: rules.map(partOf), correlations: correlations.map(partOf) };
  const start = '{"correlations":[';
  const correlationSpans = spansFrom(start.length, parts.correlations);
  const between = '],"rules":[';
  const behindCorrelations = correlationSpans.at(-1)?.[1] ?? start.length;
  const texts = [parts.correlations, parts.rules].map((each) => each.map(({ text }) => text).join(','));
  return {
    ...{ rules, correlations, correlationSpans },
    ruleSpans: spansFrom(behindCorrelations + between.length, parts.rules),
    text: `${start}${texts.join(between)}],"version":${VERSION}}\n`,
  };
}

/**
 * The same of a document that is at hand as text only.
 *
 * @param text what {@link encodeRules} wrote; its rules are not checked
 * @throws if the document was written by anything else
 */
export function encodedParts(text: string): EncodedRules {
  const parts = encodeInParts(JSON.parse(text) as RuleDocument);
  if (parts.text === text) return parts;
  throw new Error('the rule document is not written as encodeRules writes it');
}

/** A rule or correlation as it is in a document. */
interface Part {
  readonly text: string;
  readonly bytes: number;
}

/** Those that were written before: none changes, and the sets of an app share most of theirs. */
const written = new WeakMap<object, Part>();

function partOf(each: Rule | Correlation): Part {
  const before = written.get(each);
  if (before !== undefined) return before;
  const text = JSON.stringify(inOrder(each));
  const part = { text, bytes: Buffer.byteLength(text) };
  written.set(each, part);
  return part;
}

/** The places of parts that are separated by commas. */
function spansFrom(start: number, parts: readonly Part[]): readonly Span[] {
  let from = start;
  return parts.map(({ bytes }) => {
    const span: Span = [from, from + bytes];
    from = span[1] + 1;
    return span;
  });
}

/**
 * Reads what {@link encodeRules} or {@link encodeInOrder} wrote, wherever it was stored since.
 *
 * @throws one error that says what is wrong with the document, and where
 */
export function decodeRules(text: string): RuleDocument {
  const { rules, correlations } = parseDocument(text);
  const reason =
    listProblem(rules, 'rules', ruleProblem) ?? listProblem(correlations, 'correlations', correlationProblem);
  if (reason !== undefined) throw new Error(`the rule document is damaged: ${reason}`);
  return { rules: rules as Rule[], correlations: correlations as Correlation[] };
}

/** The same of a document that the release itself comes with: its rules were checked when it was built. */
export function decodeShippedRules(text: string): RuleDocument {
  const { rules, correlations } = parseDocument(text);
  const document = { rules: rules as Rule[], correlations: correlations as Correlation[] };
  // `encodeRules` wrote it.
  for (const each of [...document.rules, ...document.correlations]) inOrderAlready.add(each);
  return document;
}

/** Reads what {@link encodeInOrder} wrote, for a reader that knows it to be whole: its rules are not checked again. */
export function decodeInOrder(text: string): RuleDocument {
  const { rules, correlations } = parseDocument(text);
  return { rules: rules as Rule[], correlations: correlations as Correlation[] };
}

/** Rules and correlations whose keys are known to be in order, all the way down. */
const inOrderAlready = new WeakSet<object>();

function parseDocument(text: string): Readonly<Record<string, unknown>> {
  let document: unknown;
  try {
    document = JSON.parse(text);
  } catch (cause) {
    throw new Error('the rule document is not JSON', { cause });
  }
  if (!isObject(document)) throw new Error('the rule document is not a JSON object');
  if (document.version === VERSION) return document;
  const found = JSON.stringify(document.version) ?? 'none';
  throw new Error(
    `the rule document has version ${found}, and ${VERSION} is understood; build both from one release`,
  );
}

/** The value with the keys of all its objects in order; itself, if they are. `JSON.stringify` is slow with a function that sorts them. */
function inOrder(value: unknown): unknown {
  if (typeof value !== 'object' || value === null || inOrderAlready.has(value)) return value;
  const keys = Object.keys(value);
  const members: readonly unknown[] = Object.values(value);
  const sorted = members.map(inOrder);
  const isSame = sorted.every((member, at) => member === members[at]);
  if (Array.isArray(value)) return isSame ? value : sorted;
  if (isSame && keys.every((key, at) => at === 0 || (keys[at - 1] ?? '') < key)) return value;
  const entries = keys.map((key, at): readonly [string, unknown] => [key, sorted[at]]);
  return Object.fromEntries(entries.sort(([left], [right]) => (left < right ? -1 : 1)));
}

/** What each field of a rule must be; the condition has its own check. */
const FIELDS: Readonly<Record<Exclude<keyof Rule, 'condition'>, ValueTest>> = {
  id: isText,
  name: isText,
  title: isText,
  description: isText,
  severity: isSeverity,
  failureSeverity: (value) => value === undefined || isSeverity(value),
  minimumSeverity: (value) => value === undefined || isSeverity(value),
  trialUntil: (value) => value === undefined || isText(value),
  tags: isTexts,
  falsePositives: isTexts,
  references: isTexts,
  author: isText,
  status: isText,
  firstSteps: isTexts,
};

/** What else each field of a correlation must be; its rules have their own check. */
const CORRELATION_FIELDS: Readonly<Record<Exclude<keyof Correlation, keyof Rule | 'rules'>, ValueTest>> = {
  kind: oneOf(...CORRELATION_KINDS),
  groupBy: isTexts,
  aliases: (value) => isRecordOf(value, (fields) => isRecordOf(fields, isText)),
  timespanSeconds: isNumber,
  fields: isTexts,
  bounds: (value) => Array.isArray(value) && value.every(isBound),
  concludedBy: (value) => value === undefined || isText(value),
  generate: (value) => typeof value === 'boolean',
};

const RULE_FIELDS = Object.entries(FIELDS);
const ALL_CORRELATION_FIELDS = Object.entries({ ...FIELDS, ...CORRELATION_FIELDS });

type Reason = string | undefined;

function listProblem(list: unknown, path: string, problemOf: (item: unknown) => Reason): Reason {
  if (!Array.isArray(list)) return `${path} is no list`;
  for (const [index, item] of list.entries()) {
    const reason = problemOf(item);
    if (reason !== undefined) return `${path}[${index}]${reason}`;
  }
  return undefined;
}

function ruleProblem(rule: unknown): Reason {
  if (!isObject(rule)) return ' is no rule';
  return fieldProblem(rule, RULE_FIELDS) ?? conditionProblem(rule.condition, '.condition');
}

function correlationProblem(correlation: unknown): Reason {
  if (!isObject(correlation)) return ' is no correlation';
  const reason = fieldProblem(correlation, ALL_CORRELATION_FIELDS);
  if (reason !== undefined) return reason;
  return listProblem(correlation.rules, '.rules', ruleProblem);
}

function fieldProblem(value: JsonObject, fields: readonly (readonly [string, ValueTest])[]): Reason {
  const wrong = fields.find(([name, test]) => !test(value[name]));
  return wrong === undefined ? undefined : `.${wrong[0]} is missing or of the wrong type`;
}

type JsonObject = Readonly<Record<string, unknown>>;

function isRecordOf(value: unknown, test: ValueTest): boolean {
  return isObject(value) && Object.values(value).every(test);
}

function isBound(value: unknown): boolean {
  return (
    isObject(value) && oneOf('gt', 'gte', 'lt', 'lte', 'eq', 'neq')(value.operator) && isNumber(value.value)
  );
}

function isSeverity(value: unknown): boolean {
  return SEVERITIES.some((severity) => severity === value);
}
