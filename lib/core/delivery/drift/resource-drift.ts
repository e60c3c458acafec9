import { at, canonicalValue, type Value } from '../../estate/values/value';
import { driftingEntryOf } from '../../inventory/drifting';
import type { Deciding, JudgedIn } from '../../inventory/model';
import { isJsonObject, type Json, type JsonObject, parseJson } from '../../json/json-value';
import { sha256Hex } from '../../record/sha256';
import type { DeployedPart, DeployedResource } from '../../settings/deployed-resources';
import { bucketSettings, mfaDeleteSetting } from './bucket-settings';
import { differencesOf, type Setting, type SettingDifference } from './setting';
import { trailSettings } from './trail-settings';

/** The current settings of a resource, under the names that CloudFormation gives the properties; `Policy` is a document or its text. */
export interface FoundResource {
  readonly properties: JsonObject;
  readonly policy?: unknown;
  readonly hasMfaDelete?: boolean;
  /** The receiver that has not confirmed a subscription. */
  readonly unconfirmed?: string;
}

const POLICY_CALLS = {
  trail: '',
  bucket: 'PutBucketPolicy and DeleteBucketPolicy',
  key: 'PutKeyPolicy',
  topic: 'SetTopicAttributes, AddPermission and RemovePermission',
  part: 'SetQueueAttributes, AddPermission and RemovePermission',
} as const;

/** Settings that are not as deployed. What the deployment did not know or set is not compared. */
export function driftOf(deployed: DeployedResource, found: FoundResource): readonly SettingDifference[] {
  const { properties, policy, mfaDelete, unknown, part } = deployed;
  const hasPolicy = policy !== undefined;
  const differences = differencesOf(
    settingsOf(deployed.kind, {
      properties,
      unknown,
      ...(hasPolicy ? { policy } : {}),
      ...(mfaDelete ? { hasMfaDelete: true } : {}),
    }),
    settingsOf(deployed.kind, { ...found, unknown: [], policy: found.policy ?? '' }),
  );
  if (part === undefined) return differences;
  return [...partDriftOf({ ...part, unknown }, properties, found.properties), ...differences];
}

function settingsOf(
  kind: DeployedResource['kind'],
  { properties, policy, hasMfaDelete, unknown }: FoundResource & { readonly unknown: readonly string[] },
): readonly Setting[] {
  return [
    ...(kind === 'trail' ? trailSettings(properties, unknown) : []),
    ...(kind === 'bucket' ? bucketSettings(properties, unknown) : []),
    ...(hasMfaDelete === undefined ? [] : [mfaDeleteSetting(hasMfaDelete)]),
    ...(policy === undefined
      ? []
      : [{ name: 'policy', values: policyStatements(policy), changedBy: POLICY_CALLS[kind] }]),
  ];
}

/**
 * The differences of a part of the pipeline, such as a rule or an alarm, by the judges of the inventory. Every other value is a
 * difference, also a better one.
 *
 * @param properties CloudFormation's, as the template has them
 * @param found those of the same names that were read; absent ones have their default
 */
export function partDriftOf(
  { type, unknown, counts }: Pick<DeployedPart, 'type' | 'counts'> & { readonly unknown: readonly string[] },
  properties: JsonObject,
  found: JsonObject,
): readonly SettingDifference[] {
  const { drift = [], decides = {}, defaults = {} } = driftingEntryOf(type) ?? {};
  const beside = (name: string) => {
    const [usual, ...older] = (defaults[name] ?? []).map(String);
    const after = meant(found[name]) ?? usual;
    const absent = older.find((one) => one === after) ?? usual;
    return [meant(properties[name]) ?? absent, after] as const;
  };
  const differences = drift.flatMap((name) => {
    const deciding = decides[name];
    if (deciding === undefined) return [];
    if (unknown.includes(name)) return lostItems(deciding, counts[name], found[name]);
    const hash = hashIn(properties[name]);
    if (hash !== undefined) return hashDifferenceOf(deciding, hash, found[name]);
    return differenceOf(name, deciding, beside);
  });
  return [...new Set(differences.map(({ name }) => name))].map((name) =>
    joined(
      name,
      differences.filter((one) => one.name === name),
    ),
  );
}

/** Several properties may make one setting, such as the metric of an alarm. */
function joined(name: string, all: readonly SettingDifference[]): SettingDifference {
  return {
    name,
    text: `${name}: ${all.map(({ text }) => text.slice(`${name}: `.length)).join('; ')}`,
    found: all.map(({ found }) => found).join(' '),
  };
}

/** A longer value, as JSON, is handed over by its hash. */
const MAX_HANDED_OVER = 200;

/** The only member of a value that is handed over in place of a longer one. */
const HASH = 'sha256';

/**
 * The form in which a deployment hands over a property without references: a long value, such as the pattern of a rule, as its
 * hash alone, so that all of them stay below 256 KB: that CloudFormation hands over more is not documented.
 */
export function handedOverValue(value: Json): Json {
  return JSON.stringify(value).length > MAX_HANDED_OVER ? { [HASH]: hashOf(value) } : value;
}

function hashIn(value: Json | undefined): string | undefined {
  if (!isJsonObject(value)) return undefined;
  const { [HASH]: hash, ...rest } = value;
  return typeof hash === 'string' && Object.keys(rest).length === 0 ? hash : undefined;
}

function hashOf(value: Json | undefined): string {
  return sha256Hex(canonicalValue(meant(value)));
}

/** A hash does not show whether another value is weaker. */
function hashDifferenceOf(
  { says, weaker }: Deciding,
  hash: string,
  found: Json | undefined,
): readonly SettingDifference[] {
  if (hashOf(found) === hash) return [];
  const consequence = weaker === undefined ? '' : `; possibly, ${weaker}`;
  const text = `${says}: differs from what was deployed${consequence}`;
  return [{ name: says, text, found: canonicalValue(meant(found)) }];
}

/** The effect when a part of the pipeline is gone. */
export function goneWordsOf(type: string, properties: JsonObject): string {
  const words = driftingEntryOf(type)?.goneWords ?? '';
  return words.replace(/\{(\w+)\}/g, (_all, name: string) => textOf(properties[name]));
}

/** The noun for a part of the pipeline. */
export function nounOf(type: string): string {
  return driftingEntryOf(type)?.noun ?? 'resource';
}

function textOf(value: Json | undefined): string {
  return typeof value === 'string' ? value : 'its target';
}

function differenceOf(
  path: string,
  { says, judge, weaker }: Deciding,
  beside: Required<JudgedIn>['beside'],
): readonly SettingDifference[] {
  const [before, after] = beside(path);
  const same: JudgedIn['same'] = (one, other) => canonicalValue(one) === canonicalValue(other);
  const judged: JudgedIn = { existed: true, same, beside, path, isAsset: () => false };
  const { verdict, words, effect = weaker } = judge.compare(before, after, judged);
  if (verdict === 'same') return [];
  const consequence = effect === undefined || verdict !== 'weaker' ? '' : `; ${effect}`;
  return [{ name: says, text: `${says}: ${words}${consequence}`, found: canonicalValue(after) }];
}

/** Of a list whose items belong to another stack, that there are less; another value counts as one. */
function lostItems(
  { says, weaker }: Deciding,
  count = 0,
  found: Json | undefined,
): readonly SettingDifference[] {
  const there = Array.isArray(found) ? found.length : Number(meant(found) !== undefined);
  if (there >= count) return [];
  const consequence = weaker === undefined ? '' : `; ${weaker}`;
  return [{ name: says, text: `${says}: ${there} of ${count} remain${consequence}`, found: String(there) }];
}

/** Of the metrics of an alarm, what CloudWatch may add, or leave out. */
const DEFAULTS: Readonly<Record<string, string>> = { ReturnData: 'true', Dimensions: '[]' };

/** CloudFormation makes a text of some flags and numbers; dimensions and metrics, which have names, are in the order of these. */
function leavesAsTexts(value: Json): Value {
  if (Array.isArray(value))
    return value
      .map((each: Json) => leavesAsTexts(each))
      .sort((one, other) => (nameOf(one) < nameOf(other) ? -1 : Number(nameOf(one) > nameOf(other))));
  if (typeof value !== 'object' || value === null) return String(value);
  return Object.fromEntries(
    Object.entries(value).flatMap(([name, each]) =>
      each === undefined || JSON.stringify(each) === DEFAULTS[name] ? [] : [[name, leavesAsTexts(each)]],
    ),
  );
}

function nameOf(value: Value): string {
  return String(at(value, 'Name') ?? at(value, 'Id') ?? '');
}

/** No value, and nothing in it, mean the same. */
function meant(value: Json | undefined): Value | undefined {
  if (value === undefined || value === null || value === '') return undefined;
  return Array.isArray(value) && value.length === 0 ? undefined : leavesAsTexts(value);
}

/** `arn:aws:iam::111122223333:root`, which IAM takes for the account's number. */
const ACCOUNT_ROOT = /^arn:[^:]+:iam::(\d{12}):root$/;

/**
 * The statements of a policy by what they mean, each with the text to show. AWS returns a policy with other text: lists in
 * another order, lists of one as a single value, accounts as ARNs of their root. The id of a statement has no meaning.
 *
 * @param policy a document, or its text; anything else has no statements
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_grammar.html
 */
function policyStatements(policy: unknown): ReadonlyMap<string, string> {
  const document = typeof policy === 'string' ? parseJson(policy) : policy;
  if (!isJsonObject(document)) return new Map();
  const statements = listOf(document.Statement).filter(isJsonObject);
  return new Map(
    statements.map((statement) => {
      const meaning = meaningOf(statement);
      return [meaning, typeof statement.Sid === 'string' ? `'${statement.Sid}' ${meaning}` : meaning];
    }),
  );
}

function meaningOf(statement: JsonObject): string {
  const { Effect, Principal, NotPrincipal, Action, NotAction, Resource, NotResource, Condition } = statement;
  const members = {
    Effect,
    Principal: principalsOf(Principal),
    NotPrincipal: principalsOf(NotPrincipal),
    Action: sortedTexts(Action, toLowerCase),
    NotAction: sortedTexts(NotAction, toLowerCase),
    Resource: sortedTexts(Resource),
    NotResource: sortedTexts(NotResource),
    Condition: conditionsOf(Condition),
  };
  return JSON.stringify(members);
}

function principalsOf(principal: Json | undefined): Json | undefined {
  if (principal === undefined) return undefined;
  const byType = isJsonObject(principal) ? principal : { AWS: principal };
  return sortedMembers(byType, (values) =>
    sortedTexts(values, (text) => ACCOUNT_ROOT.exec(text)?.[1] ?? text),
  );
}

function conditionsOf(condition: Json | undefined): Json | undefined {
  if (!isJsonObject(condition)) return undefined;
  return sortedMembers(condition, (keys) =>
    isJsonObject(keys) ? sortedMembers(keys, (values) => sortedTexts(values), toLowerCase) : keys,
  );
}

function sortedMembers(
  object: JsonObject,
  toMember: (value: Json | undefined) => Json | undefined,
  toName: (name: string) => string = (name) => name,
): JsonObject {
  const members = Object.entries(object).map(([name, value]) => [toName(name), toMember(value)] as const);
  return Object.fromEntries(members.sort(([a], [b]) => (a < b ? -1 : 1)));
}

function sortedTexts(
  value: Json | undefined,
  toText: (text: string) => string = (text) => text,
): readonly string[] | undefined {
  if (value === undefined) return undefined;
  return [...new Set(listOf(value).map((one) => toText(String(one))))].sort();
}

function toLowerCase(text: string): string {
  return text.toLowerCase();
}

function listOf(value: Json | undefined): readonly Json[] {
  if (value === undefined) return [];
  return Array.isArray(value) ? value : [value];
}
