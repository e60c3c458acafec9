import type { ProblemList } from '../../problem/problem';
import type { Condition } from '../../rule/condition';
import type { ReadingContext } from '../text/reading-context';
import { nameOf } from '../text/sigma-text';
import { entryOf, type YamlEntry, type YamlMap, type YamlNode, type YamlScalar } from '../yaml/yaml-node';
import { reportNames, unknownFieldWarner } from './known-field';
import { parseCondition, type Selections } from './sigma-condition';
import { parseField } from './sigma-field';
import { parseKeywords } from './sigma-keyword';
import { parseModifiers } from './sigma-modifier';
import type { FieldContext } from './sigma-value';

/** Keys of a detection that are not selections. */
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
  const [only] = known;
  if (!selections.areWhole || only === undefined) return undefined;
  const condition: Condition = known.length === 1 ? only : { kind: 'or', of: known };
  if (isCloudTrail) reportNames(condition, detection, context);
  return condition;
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

/** A field that a selection looks at. */
interface FieldUse {
  readonly selection: string;
  readonly field: string;
  readonly at: number;
}

/** Maximum depth of nested conditions on elements and documents: a policy has a Statement, and that is two. */
const MAX_NESTING = 10;

/**
 * The selections of a detection. All are read at once; one that a condition on an element or a document names is read
 * when it is named, wherever it is.
 */
class SigmaSelections implements Selections {
  /** The fields of all selections, in the order in which they were read. */
  readonly fields: FieldUse[] = [];
  /** The selections that conditions on elements and documents use. */
  readonly nested = new Set<string>();
  private readonly nodes: ReadonlyMap<string, YamlNode>;
  private readonly read = new Map<string, Condition | undefined>();
  /** The selections that are being read, each for the one before it. */
  private readonly open: string[] = [];

  constructor(
    entries: readonly YamlEntry[],
    private readonly context: ReadingContext,
  ) {
    this.nodes = new Map(entries.map(({ key, value }) => [key, value]));
    for (const name of this.nodes.keys()) this.get(name);
  }

  /** Whether every selection could be read. */
  get areWhole(): boolean {
    return ![...this.read.values()].includes(undefined);
  }

  has(name: string): boolean {
    return this.nodes.has(name);
  }

  keys(): ReturnType<ReadonlyMap<string, unknown>['keys']> {
    return this.nodes.keys();
  }

  get(name: string): Condition | undefined {
    const node = this.nodes.get(name);
    if (node === undefined || this.read.has(name)) return this.read.get(name);
    this.open.push(name);
    const condition = parseSelection(name, node, {
      ...this.context,
      onField: (field, at) => this.fields.push({ selection: name, field, at }),
      nested: (source) => this.parseNested(source),
    });
    this.open.pop();
    this.read.set(name, condition);
    return condition;
  }

  private parseNested(source: YamlScalar): Condition | undefined {
    const { problems, budget } = this.context;
    if (this.open.length > MAX_NESTING) {
      const message = `conditions on elements and documents are nested more than ${MAX_NESTING} deep`;
      problems.error('too-deep', message, source.at);
      return undefined;
    }
    const circle: string[] = [];
    const condition = parseCondition(source, this.guarded(circle), problems, (name) => this.nested.add(name));
    if (circle.length > 0) {
      const message = `the selection '${circle[0]}' is a condition on parts of itself`;
      problems.error('circular-selection', message, source.at);
    }
    if (condition === undefined) return undefined;
    budget.nestedCharacters -= JSON.stringify(condition).length;
    if (budget.nestedCharacters >= 0) return condition;
    const message = 'the conditions on elements and documents become too large; use each selection once';
    problems.error('too-large', message, source.at);
    return undefined;
  }

  /** These selections, where one that is being read is put into `circle` and cannot be read. */
  private guarded(circle: string[]): Selections {
    return {
      has: (name) => this.has(name),
      keys: () => this.keys(),
      get: (name) => {
        if (!this.open.includes(name)) return this.get(name);
        circle.push(name);
        return undefined;
      },
    };
  }
}

/**
 * Reads one selection of a detection: a map (all of its fields), a list of maps (any of them), or text and lists of
 * text (keywords, any of them). Undefined, with a problem for each error, if it cannot be read.
 */
function parseSelection(name: string, node: YamlNode, context: FieldContext): Condition | undefined {
  switch (node.kind) {
    case 'map':
      return parseMap(name, node, context);
    case 'list':
      return parseList(name, node, context);
    case 'scalar':
      return keywords([node], node.at, context);
    default:
      return node satisfies never;
  }
}

function parseMap(
  name: string,
  map: Extract<YamlNode, { kind: 'map' }>,
  context: FieldContext,
): Condition | undefined {
  if (map.entries.length === 0) return refuseEmpty(name, map.at, context);
  const fields = map.entries.map((entry) => parseField(entry, context));
  const known = fields.filter((field) => field !== undefined);
  if (known.length < fields.length) return undefined;
  const [only] = known;
  return known.length === 1 ? only : { kind: 'and', of: known };
}

function parseList(
  name: string,
  list: Extract<YamlNode, { kind: 'list' }>,
  context: FieldContext,
): Condition | undefined {
  if (list.items.length === 0) return refuseEmpty(name, list.at, context);
  const texts = list.items.filter((item) => item.kind === 'scalar');
  if (texts.length === list.items.length) return keywords(texts, list.at, context);
  const alternatives = list.items.map((item) => parseAlternative(name, item, context));
  const known = alternatives.filter((alternative) => alternative !== undefined);
  if (known.length < alternatives.length) return undefined;
  const [only] = known;
  return known.length === 1 ? only : { kind: 'or', of: known };
}

function parseAlternative(name: string, item: YamlNode, context: FieldContext): Condition | undefined {
  if (item.kind !== 'list') return parseSelection(name, item, context);
  const message = `the selection '${name}': expected maps or texts, found a list in a list`;
  context.problems.error('invalid-selection', message, item.at);
  return undefined;
}

function keywords(nodes: readonly YamlNode[], at: number, context: FieldContext): Condition | undefined {
  const chain = parseModifiers([], context.problems, at);
  return chain === undefined ? undefined : parseKeywords(nodes, chain, at, context);
}

function refuseEmpty(name: string, at: number, context: FieldContext): undefined {
  context.problems.error('empty-selection', `the selection '${name}' is empty`, at);
  return undefined;
}
