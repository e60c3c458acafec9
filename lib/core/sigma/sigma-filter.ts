import type { Condition } from '../rule/condition';
import { entryOf, type YamlMap } from '../yaml/yaml-node';
import { type RuleReference, readReferences } from './correlation/rule-reference';
import { parseDetection } from './detection/sigma-detection';
import type { ReadingContext } from './text/reading-context';
import { readLogSource, warnOfUnknownKeys } from './text/sigma-metadata';
import { nameOf } from './text/sigma-text';

/** A filter as its document says it: the rules that it applies to are still the names that stand there. */
export interface FilterDraft {
  /** Undefined: all rules. */
  readonly rules: readonly RuleReference[] | undefined;
  /** What has to hold of a record besides the rule's own condition. */
  readonly condition: Condition;
}

/**
 * Reads a document with a `filter`: a rule that it names matches only what the filter's condition holds of too, as
 * in pySigma. `not selection` leaves out what the selection finds.
 *
 * @see https://sigmahq.io/sigma-specification/specification/sigma-filters-specification.html
 */
export function parseFilter(document: YamlMap, context: ReadingContext): FilterDraft | undefined {
  const { problems } = context;
  warnOfUnknownKeys(document, problems);
  const isCloudTrail = readLogSource(document, problems);
  const body = entryOf(document, 'filter')?.value;
  if (body?.kind !== 'map') {
    const found = body === undefined ? 'missing' : nameOf(body);
    const message = `'filter': expected a map with rules, selections and a condition, found ${found}`;
    problems.error('invalid-filter', message, body?.at ?? document.at);
    return undefined;
  }
  const rules = appliesToAll(body) ? undefined : readReferences(body, 'filter', problems);
  if (rules === undefined && !appliesToAll(body)) return undefined;
  const detection = { ...body, entries: body.entries.filter(({ key }) => key !== 'rules') };
  const condition = parseDetection(detection, context, isCloudTrail);
  if (condition !== undefined) warnOfKeeping(body, context);
  return condition === undefined ? undefined : { rules, condition };
}

/** pySigma's `rules: any`. */
function appliesToAll(body: YamlMap): boolean {
  const rules = entryOf(body, 'rules')?.value;
  return rules?.kind === 'scalar' && rules.text.toLowerCase() === 'any';
}

/** The specification's own examples say `condition: selection` where they mean to leave the selection out. */
function warnOfKeeping(body: YamlMap, { problems }: ReadingContext): void {
  const condition = entryOf(body, 'condition')?.value;
  const items = condition?.kind === 'list' ? condition.items : [condition];
  if (items.some((item) => item?.kind === 'scalar' && /\bnot\b/i.test(item.text))) return;
  const message =
    "the filter's condition has no 'not', so the rules match nothing but what it finds; to leave that out, write 'not selection'";
  problems.warning('keeping-filter', message, condition?.at ?? body.at);
}
