import { didYouMean, nearestWord } from './nearest-word';
import type { ProblemList } from './problem-list';
import type { ReadingContext } from './reading-context';
import { type Rule, SEVERITIES, type Severity } from './rule';
import { parseDetection } from './sigma-detection';
import { type Engine, parseTrailwatchBlock, type SigmaExamples } from './sigma-examples';
import { readText, readTexts } from './sigma-text';
import { entryOf, type YamlEntry, type YamlMap } from './yaml-node';

/** A rule as it stands in a Sigma file. */
export interface SigmaRule {
  readonly rule: Rule;
  readonly examples: SigmaExamples;
  /** The engines that say exactly what the rule says, as its author claims. */
  readonly engines: readonly Engine[];
  /** 1-based line at which the rule's document begins. */
  readonly line: number;
}

/** The keys that Sigma gives a meaning, and ours. Other keys are the author's own. */
const KNOWN_KEYS: readonly string[] = [
  ...[
    'title',
    'id',
    'related',
    'name',
    'taxonomy',
    'status',
    'description',
    'license',
    'references',
    'author',
  ],
  ...['date', 'modified', 'logsource', 'detection', 'fields', 'falsepositives', 'level', 'tags', 'scope'],
  'trailwatch',
];
const STATUSES: readonly string[] = ['stable', 'test', 'experimental', 'deprecated', 'unsupported'];

/**
 * Reads one document as a detection rule. Faults of what the rule finds, or how loudly, are errors, and there is no
 * rule then; faults of what it merely tells are warnings.
 *
 * @param fallbackName what the rule is called if it has no name, and known by if it has no id either
 */
export function parseSigmaRule(
  document: YamlMap,
  fallbackName: string,
  context: ReadingContext,
): SigmaRule | undefined {
  const { problems } = context;
  warnOfUnknownKeys(document, problems);
  const title = readText(document, 'title', problems);
  if (title === '')
    problems.error('no-title', "the rule has no 'title'; alerts are headed with it", document.at);
  const isCloudTrail = readLogSource(document, problems);
  const severity = readSeverity(document, problems);
  const { firstSteps, engines, examples } = parseTrailwatchBlock(document, problems);
  const detection = entryOf(document, 'detection');
  if (detection === undefined) {
    problems.error('no-detection', "the rule has no 'detection'; nothing says what to look for", document.at);
    return undefined;
  }
  const condition = parseDetection(detection.value, context, isCloudTrail);
  if (condition === undefined || title === '' || severity === undefined) return undefined;
  const name = readText(document, 'name', problems) || fallbackName;
  const rule: Rule = {
    id: readText(document, 'id', problems) || name,
    name,
    title,
    description: readText(document, 'description', problems),
    severity,
    tags: readTexts(document, 'tags', problems),
    falsePositives: readTexts(document, 'falsepositives', problems),
    references: readTexts(document, 'references', problems),
    author: readText(document, 'author', problems),
    status: readStatus(document, problems),
    firstSteps,
    condition,
  };
  return { rule, examples, engines, line: problems.lineOf(document.at) };
}

function warnOfUnknownKeys(document: YamlMap, problems: ProblemList): void {
  for (const { key, at } of document.entries) {
    if (KNOWN_KEYS.includes(key)) continue;
    const nearest = nearestWord(key, KNOWN_KEYS);
    if (nearest === undefined) continue;
    problems.warning('unknown-key', `Sigma gives '${key}' no meaning; did you mean '${nearest}'?`, at);
  }
}

function readSeverity(document: YamlMap, problems: ProblemList): Severity | undefined {
  const level = readText(document, 'level', problems).toLowerCase();
  if (level === '') return 'medium';
  const severity = SEVERITIES.find((known) => known === level);
  if (severity !== undefined) return severity;
  const message = `'${level}' is not a level; it may be ${SEVERITIES.join(', ')}${didYouMean(level, SEVERITIES)}`;
  problems.error('invalid-level', message, placeOf(entryOf(document, 'level'), document));
  return undefined;
}

function readStatus(document: YamlMap, problems: ProblemList): string {
  const status = readText(document, 'status', problems);
  if (status !== '' && !STATUSES.includes(status)) {
    const message = `'${status}' is not a status; it may be ${STATUSES.join(', ')}${didYouMean(status, STATUSES)}`;
    problems.warning('invalid-status', message, placeOf(entryOf(document, 'status'), document));
  }
  return status;
}

/** Whether the rule is about CloudTrail; a rule about anything else is read, and warned about. */
function readLogSource(document: YamlMap, problems: ProblemList): boolean {
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

function placeOf(entry: YamlEntry | undefined, document: YamlMap): number {
  return entry?.value.at ?? document.at;
}
