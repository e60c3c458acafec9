import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseAllDocuments, stringify } from 'yaml';
import type { Json, JsonObject } from '../../../lib/core/json/json-value';

/** A Sigma rule as its file has it, without what only the tests of the built-in rules read. */
export interface SigmaRule extends JsonObject {
  readonly id: string;
  readonly name: string;
  readonly detection: JsonObject;
}

/** A rule, and records that it matches. */
export interface ExampleRule {
  readonly rule: SigmaRule;
  readonly matching: readonly JsonObject[];
}

/** Modifiers that other tools know, too. */
const STANDARD = new Set(
  ['all', 'base64', 'cased', 'cidr', 'contains', 'endswith', 'exists', 'gt', 'gte'].concat([
    'lt',
    'lte',
    're',
    'startswith',
  ]),
);

/** What the command line puts values for. */
const PLACEHOLDER = /%[^%]+%/;

/** The rules below a folder that raise alerts of their own, in the order of their ids, which is no order of subjects. */
export function readAlertingRules(folder: string, alerting: ReadonlySet<string>): readonly ExampleRule[] {
  const names = readdirSync(folder, { recursive: true, encoding: 'utf8' });
  const documents = names
    .filter((name) => name.endsWith('.yml'))
    .flatMap((name) => parseAllDocuments(readFileSync(join(folder, name), 'utf8')))
    .map(
      (document) =>
        document.toJS() as SigmaRule & { trailwatch?: { examples?: { matching?: JsonObject[] } } },
    );
  return documents
    .filter(({ id, detection }) => detection !== undefined && alerting.has(id))
    .map(({ trailwatch, ...rule }) => ({ rule, matching: trailwatch?.examples?.matching ?? [] }))
    .sort(({ rule: one }, { rule: other }) => (one.id < other.id ? -1 : 1));
}

/**
 * So many rules: the first of the built-in ones, and when there are no more, variants of them, which ask the same of
 * calls that AWS does not have.
 */
export function chooseRules(rules: readonly SigmaRule[], count: number): readonly SigmaRule[] {
  return Array.from({ length: count }, (_, at) => {
    const rule = rules[at % rules.length];
    if (rule === undefined) throw new Error('no rules to choose from');
    return at < rules.length ? rule : variant(rule, Math.floor(at / rules.length));
  });
}

/** Whether a rule uses nothing but what Sigma's specification has. */
export function isPlainSigma({ detection }: SigmaRule): boolean {
  return fieldsOf(detection).every((field) =>
    field
      .split('|')
      .slice(1)
      .every((modifier) => STANDARD.has(modifier)),
  );
}

/** Writes a file for each rule. */
export function writeRules(folder: string, rules: readonly SigmaRule[]): string {
  mkdirSync(folder, { recursive: true });
  for (const rule of rules) writeFileSync(join(folder, `${rule.name}.yml`), stringify(rule));
  return folder;
}

/** Fields of a few values that are known: any other is an error in a rule. */
const CLOSED = /^(eventType|eventCategory|eventSource|awsRegion|userIdentity\.type)\b/;

function variant(rule: SigmaRule, number: number): SigmaRule {
  const { condition, ...searches } = rule.detection;
  const suffix = `V${number}`;
  const hasName = fieldsOf(searches).some((field) => field.startsWith('eventName'));
  const changed = withSuffix(searches, suffix, (field) =>
    hasName ? field.startsWith('eventName') : !CLOSED.test(field),
  );
  return {
    ...rule,
    id: uuidOf(`${rule.id} ${number}`),
    name: `${rule.name}-variant-${number}`,
    detection: { ...(changed as JsonObject), ...(condition === undefined ? {} : { condition }) },
  };
}

/** The same value with another ending of each text of the fields that are meant. */
function withSuffix(value: Json, suffix: string, isMeant: (field: string) => boolean): Json {
  if (Array.isArray(value)) return value.map((each) => withSuffix(each, suffix, isMeant));
  if (typeof value === 'string') return PLACEHOLDER.test(value) ? value : `${value}${suffix}`;
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => {
      const isField = typeof inner !== 'object' || Array.isArray(inner);
      const isKept =
        isField && !isMapList(inner) && (!isMeant(key) || /\|(re|cidr|gt|gte|lt|lte)\b/.test(key));
      return [key, isKept ? inner : withSuffix(inner ?? null, suffix, isMeant)];
    }),
  );
}

function isMapList(value: Json | undefined): boolean {
  return Array.isArray(value) && value.some((each) => typeof each === 'object' && each !== null);
}

function fieldsOf(value: Json): readonly string[] {
  if (Array.isArray(value)) return value.flatMap(fieldsOf);
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) => [key, ...fieldsOf(inner ?? null)]);
}

function uuidOf(text: string): string {
  const hex = createHash('sha256').update(text).digest('hex');
  return [8, 4, 4, 4, 12].map((length, at) => hex.slice(8 * at, 8 * at + length)).join('-');
}
