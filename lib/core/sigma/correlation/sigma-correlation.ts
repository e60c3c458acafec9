import { didYouMean } from '../../problem/nearest-word';
import { type ProblemList, shortened } from '../../problem/problem';
import { CORRELATION_KINDS, type Correlation, type CountBound, SCORE_GROUP } from '../../rule/correlation';
import type { Severity } from '../../rule/rule';
import { type OnField, unknownFieldWarner } from '../detection/known-field';
import { readLogSource, readMetadata, readSeverity, type SigmaMetadata } from '../text/sigma-metadata';
import { nameOf, readText } from '../text/sigma-text';
import { entryOf, type YamlMap, type YamlNode } from '../yaml/yaml-node';
import {
  parseAliases,
  type RuleReference,
  readFieldName,
  readReferences,
  type SigmaAlias,
} from './rule-reference';
import { isReachable, parseCount, type SigmaCount } from './sigma-count';

const SECONDS: Readonly<Record<string, number>> = { s: 1, m: 60, h: 3_600, d: 86_400 };

/** Longer than this is a question to the archive, not to what records come in. */
const MAX_DAYS = 90;

/** A correlation as its document has it: the rules that it counts are still names. */
export interface CorrelationDraft
  extends Pick<Correlation, 'kind' | 'groupBy' | 'timespanSeconds' | 'fields' | 'bounds' | 'generate'> {
  readonly metadata: SigmaMetadata;
  /** Undefined: that of the worst of its rules. */
  readonly severity: Severity | undefined;
  readonly rules: readonly RuleReference[];
  /** Not one of `rules`. */
  readonly concludedBy?: RuleReference | undefined;
  readonly aliases: readonly SigmaAlias[];
  /** Where it says what it groups by, or else where it begins. */
  readonly at: number;
}

/** Kinds of other tools, some of which are in the schema. */
const OTHER_KINDS: ReadonlySet<string> = new Set([
  ...['value_sum', 'value_avg', 'value_percentile', 'value_median'],
  ...['temporal_extended', 'temporal_ordered_extended'],
]);
const KEYS: readonly string[] = ['type', 'rules', 'aliases', 'group-by', 'timespan', 'condition', 'generate'];

/**
 * Reads a document with a `correlation`. Each error is reported as a problem; undefined if nothing can be made of it.
 *
 * @see https://sigmahq.io/sigma-specification/specification/sigma-correlation-rules-specification.html
 */
export function parseCorrelation(
  document: YamlMap,
  fallbackName: string,
  problems: ProblemList,
): CorrelationDraft | undefined {
  const metadata = readMetadata(document, fallbackName, problems);
  const severity = readSeverity(document, problems);
  const isCloudTrail = entryOf(document, 'logsource') === undefined || readLogSource(document, problems);
  const body = entryOf(document, 'correlation')?.value;
  if (body?.kind !== 'map') {
    const found = body === undefined ? 'missing' : nameOf(body);
    const message = `'correlation': expected a map with type, rules and timespan, found ${found}`;
    problems.error('invalid-correlation', message, body?.at ?? document.at);
    return undefined;
  }
  refuseUnknownKeys(body, problems);
  const kind = readKind(body, problems);
  const rules = kind === 'score' ? readAny(body, problems) : readReferences(body, 'correlation', problems);
  const timespanSeconds = parseTimespan(body, problems);
  const generate = readGenerate(document, body, problems);
  if (kind === undefined || rules === undefined || timespanSeconds === undefined) return undefined;
  const aliases = parseAliases(body, problems);
  const onField = fieldCheck(isCloudTrail, aliases, problems);
  const named = fieldsOf(entryOf(body, 'group-by')?.value, "'group-by'", onField, problems);
  const groupBy = kind === 'score' ? SCORE_GROUP : named;
  warnOfUnusedAliases(aliases, groupBy, problems);
  const { bounds, fields } = readCount(body, kind, rules.length, problems);
  const onCounted = aliasRefusal(aliases, onField, problems);
  const concludedBy = readConclusion(document, { kind, bounds }, problems);
  return {
    ...{ metadata, severity, kind, rules, aliases, groupBy, timespanSeconds, generate, bounds, concludedBy },
    fields: fields.flatMap((node) => fieldsOf(node, "'field'", onCounted, problems)),
    at: (entryOf(body, 'group-by')?.value ?? body).at,
  };
}

/**
 * The rule of `trailwatch.concludedBy`: the count must be reached when a record satisfies it. Sigma has no such key, and other
 * tools count without it.
 */
function readConclusion(
  document: YamlMap,
  { kind, bounds }: Pick<Correlation, 'kind' | 'bounds'>,
  problems: ProblemList,
): RuleReference | undefined {
  const block = entryOf(document, 'trailwatch')?.value;
  const node = block?.kind === 'map' ? entryOf(block, 'concludedBy')?.value : undefined;
  if (node === undefined) return undefined;
  const fail = (message: string) => problems.error('invalid-conclusion', message, node.at);
  if (node.kind !== 'scalar' || node.type === 'null')
    fail(`'trailwatch.concludedBy': expected the id or name of a rule, found ${nameOf(node)}`);
  else if (kind !== 'event_count' && kind !== 'value_count')
    fail(
      `'trailwatch.concludedBy' is for event_count and value_count; '${kind}' lists all rules under 'rules'`,
    );
  else if (!bounds.every(isLeast))
    fail("'trailwatch.concludedBy' requires a minimum count; write 'gt' or 'gte'");
  else return { text: node.text, at: node.at };
  return undefined;
}

/** What a score weighs is not chosen: the alerts of all rules, by the actors that they are about. */
function readAny(body: YamlMap, problems: ProblemList): readonly RuleReference[] | undefined {
  const node = entryOf(body, 'rules')?.value;
  const isAny = node?.kind === 'scalar' && node.text === 'any';
  if (!isAny) {
    const message = "a 'score' weighs the alerts of all rules; write 'rules: any'";
    problems.error('invalid-score', message, node?.at ?? body.at);
  }
  const chosen = body.entries.find(({ key }) => key === 'group-by' || key === 'aliases');
  if (chosen !== undefined) {
    const message = `a 'score' is of each actor; leave '${chosen.key}' out`;
    problems.error('invalid-score', message, chosen.at);
  }
  return isAny && chosen === undefined ? [] : undefined;
}

/** Aliases are for `group-by` only by the specification: as a field, one would count nothing. */
function aliasRefusal(aliases: readonly SigmaAlias[], onField: OnField, problems: ProblemList): OnField {
  return (field, at) => {
    if (!aliases.some(({ name }) => name === field)) return onField(field, at);
    const message = `'${shortened(field)}' is an alias, and aliases are for 'group-by' only; name the field whose values are counted`;
    problems.error('alias-counted', message, at);
  };
}

function isLeast({ operator }: CountBound): boolean {
  return operator === 'gt' || operator === 'gte';
}

function refuseUnknownKeys(body: YamlMap, problems: ProblemList): void {
  for (const { key, at } of body.entries) {
    if (KEYS.includes(key)) continue;
    problems.error('invalid-correlation', `'correlation' has no '${key}'${didYouMean(key, KEYS)}`, at);
  }
}

function readKind(body: YamlMap, problems: ProblemList): Correlation['kind'] | undefined {
  const entry = entryOf(body, 'type');
  const text = readText(body, 'type', problems);
  const kind = CORRELATION_KINDS.find((known) => known === text);
  if (kind !== undefined) return kind;
  const known = `it may be ${CORRELATION_KINDS.join(', ')}`;
  if (entry === undefined) {
    problems.error('no-correlation-type', `'correlation' has no 'type'; ${known}`, body.at);
  } else if (OTHER_KINDS.has(text)) {
    const message = `correlations of the type '${text}' are not supported; ${known}`;
    problems.error('unsupported-correlation', message, entry.value.at);
  } else {
    const message = `'${shortened(text)}' is not a type of correlation; ${known}${didYouMean(text, CORRELATION_KINDS)}`;
    problems.error('invalid-correlation-type', message, entry.value.at);
  }
  return undefined;
}

/** Published rules write `generate` into the correlation, and Sigma's schema has it next to the correlation. */
function readGenerate(document: YamlMap, body: YamlMap, problems: ProblemList): boolean {
  const entries = [entryOf(body, 'generate'), entryOf(document, 'generate')];
  const found = entries.filter((entry) => entry !== undefined);
  for (const { value } of found) {
    if (value.kind === 'scalar' && value.type === 'boolean') continue;
    const message = "'generate' says whether the rules raise alerts of their own; it may be true or false";
    problems.error('invalid-correlation', message, value.at);
  }
  const [first, second] = found.map(({ value }) => value.kind === 'scalar' && value.text === 'true');
  if (second !== undefined && first !== second) {
    const message =
      "'generate' is set in the document and in its 'correlation' with different values; remove one";
    problems.error('invalid-correlation', message, found[0]?.at ?? body.at);
  }
  return first ?? false;
}

/** Looks at fields that are not aliases. */
function fieldCheck(isCloudTrail: boolean, aliases: readonly SigmaAlias[], problems: ProblemList): OnField {
  if (!isCloudTrail) return () => {};
  const names = new Set(aliases.map(({ name }) => name));
  const warn = unknownFieldWarner(problems);
  return (field, at) => {
    if (!names.has(field)) warn(field, at);
  };
}

function fieldsOf(
  node: YamlNode | undefined,
  owner: string,
  onField: OnField,
  problems: ProblemList,
): readonly string[] {
  if (node === undefined || (node.kind === 'scalar' && node.type === 'null')) return [];
  const fields: string[] = [];
  for (const item of node.kind === 'list' ? node.items : [node]) {
    const field = readFieldName(item, owner, problems);
    if (field === undefined) continue;
    if (fields.includes(field)) problems.error('repeated-field', `${owner} has '${field}' twice`, item.at);
    fields.push(field);
    onField(field, item.at);
  }
  return fields;
}

function warnOfUnusedAliases(
  aliases: readonly SigmaAlias[],
  groupBy: readonly string[],
  problems: ProblemList,
): void {
  for (const { name, at } of aliases) {
    if (!groupBy.includes(name))
      problems.warning('unused-alias', `'group-by' does not use the alias '${name}'`, at);
  }
}

function readCount(
  body: YamlMap,
  kind: Correlation['kind'],
  ruleCount: number,
  problems: ProblemList,
): SigmaCount {
  const isTemporal = kind === 'temporal' || kind === 'temporal_ordered';
  const every: CountBound = { operator: 'gte', value: ruleCount };
  const entry = entryOf(body, 'condition');
  if (entry === undefined && !isTemporal) {
    const message = `'${kind}' needs a 'condition', such as 'gte: 5'`;
    problems.error('no-condition', message, body.at);
  }
  if (entry === undefined) return { bounds: [every], fields: [] };
  const count = parseCount(entry, kind, problems);
  if (count === undefined) return { bounds: [], fields: [] };
  const most = isTemporal ? ruleCount : Number.MAX_SAFE_INTEGER;
  if (count.bounds.length === 0) {
    const message = "the condition has no bound on the count; write one, such as 'gte: 5'";
    problems.error('invalid-count', message, entry.value.at);
  } else if (kind === 'score' && !count.bounds.every(isLeast)) {
    const message = "a score only grows; write 'gt' or 'gte'";
    problems.error('invalid-count', message, entry.value.at);
  } else if (!isReachable(count.bounds, most)) {
    const limit = isTemporal ? ` of at most ${ruleCount} rules` : '';
    problems.error('unreachable-count', `no count${limit} satisfies the condition`, entry.value.at);
  }
  return count;
}

/** The `timespan` of a correlation in seconds; undefined, with a problem, if it is not one. */
function parseTimespan(correlation: YamlMap, problems: ProblemList): number | undefined {
  const entry = entryOf(correlation, 'timespan');
  if (entry === undefined) {
    const message = "'correlation' has no 'timespan'; write one, such as '5m'";
    problems.error('no-timespan', message, correlation.at);
    return undefined;
  }
  const { value } = entry;
  const found = value.kind === 'scalar' ? `'${shortened(value.text)}'` : nameOf(value);
  const [, digits, unit = ''] = (value.kind === 'scalar' && /^(\d{1,9})([smhd])$/.exec(value.text)) || [];
  const seconds = Number(digits) * (SECONDS[unit] ?? Number.NaN);
  if (seconds > 0 && seconds <= MAX_DAYS * 86_400) return seconds;
  const allowed = `a number followed by s, m, h or d, such as '90m', of at most ${MAX_DAYS} days`;
  problems.error('invalid-timespan', `the timespan: expected ${allowed}, found ${found}`, value.at);
  return undefined;
}
