import type { ProblemList } from '../../problem/problem-list';
import type { Condition } from '../../rule/condition';
import type { ReadingContext } from '../text/reading-context';
import { nameOf } from '../text/sigma-text';
import { entryOf, type YamlEntry, type YamlMap, type YamlNode, type YamlScalar } from '../yaml/yaml-node';
import { unknownFieldWarner } from './known-field';
import { parseCondition } from './sigma-condition';
import { SigmaSelections } from './sigma-selections';

/** Keys of a detection that are no selections. */
const NOT_SELECTIONS: ReadonlySet<string> = new Set(['condition', 'timeframe']);

/**
 * Reads a detection as one condition; undefined, with a problem for each error, if it cannot be read.
 *
 * @param isCloudTrail whether the fields are those of CloudTrail's records, so that others are warned about
 */
export function parseDetection(
  detection: YamlNode,
  context: ReadingContext,
  isCloudTrail: boolean,
): Condition | undefined {
  const { problems } = context;
  if (detection.kind !== 'map') {
    const message = `'detection': expected a map of selections, found ${nameOf(detection)}`;
    problems.error('invalid-detection', message, detection.at);
    return undefined;
  }
  const sources = conditionTexts(detection, problems);
  if (sources === undefined || refusesTimeframe(detection, sources, problems)) return undefined;
  const selections = new SigmaSelections(selectionsOf(detection), context);
  const used = new Set<string>();
  const conditions = sources.map((source) =>
    parseCondition(source, selections, problems, (name) => used.add(name)),
  );
  const known = conditions.filter((condition) => condition !== undefined);
  if (known.length < conditions.length) return undefined;
  warnOfUnused(detection, new Set([...used, ...selections.nested]), problems);
  if (isCloudTrail) warnOfFields(selections, used, problems);
  if (!selections.areWhole) return undefined;
  const [only] = known;
  return known.length === 1 ? only : { kind: 'or', of: known };
}

function conditionTexts(detection: YamlMap, problems: ProblemList): readonly YamlScalar[] | undefined {
  const node = entryOf(detection, 'condition')?.value;
  if (node === undefined) {
    const message = "the detection has no 'condition'; write one, such as 'condition: selection'";
    problems.error('no-condition', message, detection.at);
    return undefined;
  }
  const items = node.kind === 'list' ? node.items : [node];
  const texts = items.filter((item) => item.kind === 'scalar').filter((item) => item.type !== 'null');
  if (texts.length > 0 && texts.length === items.length) return texts;
  problems.error('invalid-condition', "'condition' may be a text or a list of texts", node.at);
  return undefined;
}

/** A time frame belongs to an aggregation; where a condition has one, that is named instead. */
function refusesTimeframe(
  detection: YamlMap,
  sources: readonly YamlScalar[],
  problems: ProblemList,
): boolean {
  const timeframe = entryOf(detection, 'timeframe');
  if (timeframe === undefined || sources.some((source) => source.text.includes('|'))) return false;
  const message = "'timeframe' was removed from Sigma, and without it the rule means something else";
  problems.error('deprecated-timeframe', `${message}; Sigma 2 has correlation rules for it`, timeframe.at);
  return true;
}

function selectionsOf(detection: YamlMap): readonly YamlEntry[] {
  return detection.entries.filter(({ key }) => !NOT_SELECTIONS.has(key));
}

/** Fields of a selection that only elements and documents have to satisfy are not those of a record. */
function warnOfFields(selections: SigmaSelections, used: ReadonlySet<string>, problems: ProblemList): void {
  const warn = unknownFieldWarner(problems);
  for (const { selection, field, at } of selections.fields) {
    if (!selections.nested.has(selection) || used.has(selection)) warn(field, at);
  }
}

function warnOfUnused(detection: YamlMap, used: ReadonlySet<string>, problems: ProblemList): void {
  for (const { key, at } of detection.entries) {
    if (NOT_SELECTIONS.has(key) || used.has(key) || key.startsWith('_')) continue;
    problems.warning('unused-selection', `no condition uses the selection '${key}'`, at);
  }
}
