import { didYouMean, nearestWord } from '../../problem/nearest-word';
import type { ProblemList } from '../../problem/problem';
import { isBelow, type Rule, type RuleSeverities, SEVERITIES, type Severity } from '../../rule/rule';
import { entryOf, type YamlEntry, type YamlMap, type YamlNode } from '../yaml/yaml-node';
import { nameOf, readText, readTexts } from './sigma-text';

/** The metadata of detection rules and correlations. */
export type SigmaMetadata = Omit<Rule, 'condition' | keyof RuleSeverities | 'firstSteps'>;

/** The keys that Sigma gives a meaning in rules, and ours. Other keys are the author's own. */
const KNOWN_KEYS: readonly string[] = [
  ...['title', 'id', 'related', 'name', 'taxonomy', 'status', 'description', 'license', 'references'],
  ...['author', 'date', 'modified', 'logsource', 'detection', 'fields', 'falsepositives', 'level', 'tags'],
  ...['scope', 'correlation', 'generate', 'filter', 'trailwatch'],
];
const STATUSES: readonly string[] = ['stable', 'test', 'experimental', 'deprecated', 'unsupported'];

/**
 * Reads a document's metadata. A missing title is an error; anything else that is odd is a warning.
 *
 * @param fallbackName what the rule is called if it has no name, and known by if it has no id either
 */
export function readMetadata(document: YamlMap, fallbackName: string, problems: ProblemList): SigmaMetadata {
  warnOfUnknownKeys(document, problems);
  const title = readText(document, 'title', problems);
  if (title === '')
    problems.error('no-title', "the rule has no 'title'; alerts are headed with it", document.at);
  const name = readText(document, 'name', problems) || fallbackName;
  return {
    id: readText(document, 'id', problems) || name,
    name,
    title,
    description: readText(document, 'description', problems),
    tags: readTexts(document, 'tags', problems),
    falsePositives: readTexts(document, 'falsepositives', problems),
    references: readTexts(document, 'references', problems),
    author: readText(document, 'author', problems),
    status: readStatus(document, problems),
  };
}

/** The level; undefined if the document has none, or, with a problem, if it is not one. */
export function readSeverity(document: YamlMap, problems: ProblemList): Severity | undefined {
  return readLevel(document, 'level', problems);
}

/**
 * The level of matches whose call was denied or failed; undefined if the key `trailwatch` of the document has none, or, with a
 * problem, if it is not one that is below that of the rule.
 */
export function readFailureSeverity(
  document: YamlMap,
  severity: Severity,
  problems: ProblemList,
): Severity | undefined {
  const block = entryOf(document, 'trailwatch')?.value;
  if (block?.kind !== 'map') return undefined;
  const failureSeverity = readLevel(block, 'failureLevel', problems);
  if (failureSeverity === undefined || isBelow(failureSeverity, severity)) return failureSeverity;
  const message = `'failureLevel' is '${failureSeverity}', which is not below the rule's level '${severity}'; leave it out`;
  problems.error('invalid-level', message, placeOf(entryOf(block, 'failureLevel'), block));
  return undefined;
}

function readLevel(map: YamlMap, key: string, problems: ProblemList): Severity | undefined {
  const value = entryOf(map, key)?.value;
  if (value !== undefined && value.kind !== 'scalar') {
    problems.error('invalid-level', `'${key}': expected a text, found ${nameOf(value)}`, value.at);
    return undefined;
  }
  const level = readText(map, key, problems).toLowerCase();
  if (level === '') return undefined;
  const severity = SEVERITIES.find((known) => known === level);
  if (severity !== undefined) return severity;
  const message = `'${level}' is not a level; it may be ${SEVERITIES.join(', ')}${didYouMean(level, SEVERITIES)}`;
  problems.error('invalid-level', message, placeOf(entryOf(map, key), map));
  return undefined;
}

/** Whether the document is for CloudTrail; one for anything else is read, with a warning. */
export function readLogSource(document: YamlMap, problems: ProblemList): boolean {
  const entry = entryOf(document, 'logsource');
  if (entry?.value.kind !== 'map') {
    const message =
      "the rule has no 'logsource' map; write 'product: aws' and 'service: cloudtrail' under it";
    problems.warning('no-logsource', message, placeOf(entry, document));
    return true;
  }
  const product = readText(entry.value, 'product', problems);
  const service = readText(entry.value, 'service', problems);
  if (product === 'aws' && service === 'cloudtrail') return true;
  const category = readText(entry.value, 'category', problems);
  const found = [product, service, category].filter((part) => part !== '').join('/');
  const message = `the rule is for the log source '${found}', not 'aws/cloudtrail'; its fields mean something else here`;
  problems.warning('other-logsource', message, entry.at);
  return false;
}

/** A log source; a part that it leaves out is empty. */
export interface LogSource {
  readonly product: string;
  readonly service: string;
  readonly category: string;
}

/** The log source of a rule that names none. */
export const CLOUDTRAIL: LogSource = { product: 'aws', service: 'cloudtrail', category: '' };

/** The log source of a document, unchecked; its problems are found by {@link readLogSource}. */
export function logSourceOf(document: YamlNode): LogSource {
  const source = document.kind === 'map' ? entryOf(document, 'logsource')?.value : undefined;
  const partOf = (key: string) => {
    const part = source?.kind === 'map' ? entryOf(source, key)?.value : undefined;
    return part?.kind === 'scalar' && part.type !== 'null' ? part.text.trim() : '';
  };
  return { product: partOf('product'), service: partOf('service'), category: partOf('category') };
}

/** Whether a filter's log source includes a rule's, as in pySigma. A rule without one is for CloudTrail. */
export function includesLogSource(filter: LogSource, rule: LogSource = CLOUDTRAIL): boolean {
  const { product, service, category } = rule;
  const of = product === '' && service === '' && category === '' ? CLOUDTRAIL : rule;
  return (['product', 'service', 'category'] as const).every((key) => ['', of[key]].includes(filter[key]));
}

/** Warns of keys that are nearly one that Sigma gives a meaning. */
export function warnOfUnknownKeys(document: YamlMap, problems: ProblemList): void {
  for (const { key, at } of document.entries) {
    if (KNOWN_KEYS.includes(key)) continue;
    const nearest = nearestWord(key, KNOWN_KEYS);
    if (nearest === undefined) continue;
    problems.warning('unknown-key', `'${key}' is not a Sigma key; did you mean '${nearest}'?`, at);
  }
}

function readStatus(document: YamlMap, problems: ProblemList): string {
  const status = readText(document, 'status', problems);
  if (status !== '' && !STATUSES.includes(status)) {
    const message = `'${status}' is not a status; it may be ${STATUSES.join(', ')}${didYouMean(status, STATUSES)}`;
    problems.warning('invalid-status', message, placeOf(entryOf(document, 'status'), document));
  }
  return status;
}

function placeOf(entry: YamlEntry | undefined, document: YamlMap): number {
  return entry?.value.at ?? document.at;
}
