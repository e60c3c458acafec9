import { type Problem, ProblemList } from '../problem/problem';
import type { Condition } from '../rule/condition';
import type { Correlation } from '../rule/correlation';
import type { Rule } from '../rule/rule';
import { type NamedDocument, type RuleReference, readReferences } from './correlation/rule-reference';
import { type CorrelationDraft, parseCorrelation } from './correlation/sigma-correlation';
import { parseDetection } from './detection/sigma-detection';
import { type Examples, parseCorrelationBlock, type SigmaSequence } from './sigma-examples';
import { parseSigmaRule, type SigmaRule } from './sigma-rule';
import type { ReadingContext } from './text/reading-context';
import {
  CLOUDTRAIL,
  includesLogSource,
  type LogSource,
  logSourceOf,
  readLogSource,
  warnOfUnknownKeys,
} from './text/sigma-metadata';
import { nameOf } from './text/sigma-text';
import { entryOf, type YamlMap, type YamlNode } from './yaml/yaml-node';

/** The code of the problem of a rule whose id an earlier one has, which is used. */
export const REPEATED_ID = 'repeated-id';

/** A document of a Sigma file, before its references to others are looked up. */
export interface SigmaDocument extends NamedDocument {
  /** 1-based line at which it begins. */
  readonly line: number;
  /** Offset of its id, or of itself if it has none. */
  readonly at: number;
  readonly logSource: LogSource;
  readonly problems: ProblemList;
  /** Why it cannot be used. Grows while documents are linked. */
  readonly errors: Problem[];
  /** Undefined if it could not be read. */
  readonly content: SigmaContent | undefined;
}

/** What a document holds, by its kind. */
type SigmaContent =
  | { readonly kind: 'rule'; readonly rule: SigmaRule }
  | {
      readonly kind: 'correlation';
      readonly draft: CorrelationDraft;
      readonly firstSteps: readonly string[];
      readonly examples: Examples<SigmaSequence>;
    }
  | { readonly kind: 'filter'; readonly draft: FilterDraft };

/** What a document is known by that does not name itself. */
export interface KnownAs {
  readonly file: string;
  readonly name: string;
}

/** Reads one document on its own. What is wrong with it are its problems. */
export function readDocument(node: YamlNode, known: KnownAs, context: ReadingContext): SigmaDocument {
  return documentOf(node, known, context.problems, () => readContent(node, known.name, context));
}

/** A document of a file in which one is an `action` of Sigma 1. */
export function refuseAction(node: YamlNode, known: KnownAs, context: ReadingContext): SigmaDocument {
  return documentOf(node, known, context.problems, () => {
    const at = (node.kind === 'map' ? entryOf(node, 'action')?.at : undefined) ?? node.at;
    const message =
      "'action' was removed from Sigma, so nothing carries over from one document to the next; write each rule in full";
    context.problems.error('deprecated-action', message, at);
    return undefined;
  });
}

function documentOf(
  node: YamlNode,
  { file, name }: KnownAs,
  problems: ProblemList,
  read: () => SigmaContent | undefined,
): SigmaDocument {
  const errors: Problem[] = [];
  const content = collectErrors(errors, problems, read);
  const ownName = textOf(node, 'name') || name;
  return {
    ...{ file, name: ownName, id: textOf(node, 'id') || ownName, title: textOf(node, 'title') },
    line: problems.lineOf(node.at),
    at: (node.kind === 'map' ? entryOf(node, 'id')?.at : undefined) ?? node.at,
    logSource: logSourceOf(node),
    ...{ problems, errors, content },
  };
}

/** A rule or correlation that documents may name and that is in none of their files. */
export function standInFor(rule: Rule | Correlation): SigmaDocument {
  const { id, name, title } = rule;
  const examples = { matching: [], ignored: [] };
  const content: SigmaContent =
    'condition' in rule
      ? { kind: 'rule', rule: { rule, examples, engines: [], line: 0, places: [], alertsAlone: true } }
      : {
          ...{ kind: 'correlation', firstSteps: rule.firstSteps, examples },
          draft: { ...rule, metadata: rule, rules: [], aliases: [], concludedBy: undefined, at: 0 },
        };
  return {
    ...{ id, name, title, file: '', line: 0, at: 0, logSource: CLOUDTRAIL },
    ...{ problems: new ProblemList('', ''), errors: [], content },
  };
}

/** The problems of these keys are found where they are read in earnest. */
function textOf(node: YamlNode, key: string): string {
  const value = node.kind === 'map' ? entryOf(node, key)?.value : undefined;
  return value?.kind === 'scalar' && value.type !== 'null' ? value.text.trim() : '';
}

/** Does something with a document; the errors that are found while it runs become its problems. */
export function collectErrors<Result>(
  errors: Problem[],
  problems: ProblemList,
  action: () => Result,
): Result {
  const before = problems.all.length;
  const result = action();
  errors.push(...problems.all.slice(before).filter(({ severity }) => severity === 'error'));
  return result;
}

function readContent(node: YamlNode, name: string, context: ReadingContext): SigmaContent | undefined {
  const { problems } = context;
  if (node.kind !== 'map') {
    const message = `the document: expected a rule with title, logsource and detection, found ${nameOf(node)}`;
    problems.error('not-a-rule', message, node.at);
    return undefined;
  }
  if (entryOf(node, 'correlation') !== undefined) return readCorrelation(node, name, problems);
  if (entryOf(node, 'filter') !== undefined) {
    const draft = parseFilter(node, context);
    return draft === undefined ? undefined : { kind: 'filter', draft };
  }
  const rule = parseSigmaRule(node, name, context);
  return rule === undefined ? undefined : { kind: 'rule', rule };
}

function readCorrelation(node: YamlMap, name: string, problems: ProblemList): SigmaContent | undefined {
  const draft = parseCorrelation(node, name, problems);
  const { firstSteps, examples } = parseCorrelationBlock(node, problems);
  return draft === undefined ? undefined : { kind: 'correlation', draft, firstSteps, examples };
}

/** A filter as its document has it: the rules that it applies to are still names. */
export interface FilterDraft {
  /** Undefined: all rules in its files, of the filter's log source. */
  readonly rules: readonly RuleReference[] | undefined;
  /** What a record must satisfy in addition to the rule's own condition. */
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
  const isNamed = entryOf(document, 'logsource')?.value.kind === 'map';
  const isCloudTrail =
    (isNamed && includesLogSource(logSourceOf(document))) || readLogSource(document, problems);
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

/** The specification's own examples have `condition: selection` where the selection is to be left out. */
function warnOfKeeping(body: YamlMap, { problems }: ReadingContext): void {
  const condition = entryOf(body, 'condition')?.value;
  const items = condition?.kind === 'list' ? condition.items : [condition];
  if (items.some((item) => item?.kind === 'scalar' && /\bnot\b/i.test(item.text))) return;
  const message =
    "the filter's condition has no 'not', so the rules match nothing but what it finds; to leave that out, write 'not selection'";
  problems.warning('keeping-filter', message, condition?.at ?? body.at);
}
