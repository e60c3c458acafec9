import { stringify } from 'yaml';
import type { Condition } from '../../rule/condition';
import type { Correlation } from '../../rule/correlation';
import type { Rule } from '../../rule/rule';
import { flags, renderAtom, renderPattern, type SigmaEntry } from './render-atom';

/**
 * A rule or a correlation as Sigma YAML that means the same, though it may be written differently from the file that
 * it was read from. A correlation comes with the rules that it counts, a document each.
 */
export function renderSigma(document: Rule | Correlation): string {
  if ('condition' in document) return renderRule(document);
  return [renderCorrelation(document), ...document.rules.map(renderRule)].join('---\n');
}

const LOGSOURCE = { product: 'aws', service: 'cloudtrail' };

function renderRule(rule: Rule): string {
  const detection = renderDetection(rule.condition);
  return renderDocument(rule, { logsource: LOGSOURCE, detection });
}

function renderCorrelation(correlation: Correlation): string {
  const { kind, rules, groupBy, aliases, timespanSeconds, bounds, fields, generate, concludedBy } =
    correlation;
  const [field] = fields;
  const counted = field === undefined ? {} : { field: fields.length === 1 ? field : fields };
  const body = {
    type: kind,
    ...(kind === 'score'
      ? { rules: 'any' }
      : { rules: rules.map(({ id }) => id).filter((id) => id !== concludedBy), 'group-by': groupBy }),
    aliases,
    timespan: `${timespanSeconds}s`,
    condition: { ...counted, ...Object.fromEntries(bounds.map(({ operator, value }) => [operator, value])) },
  };
  return renderDocument(correlation, { logsource: LOGSOURCE, correlation: withoutEmpty(body), generate });
}

/** The metadata of the document, around what it finds. */
function renderDocument(document: Rule | Correlation, body: Readonly<Record<string, unknown>>): string {
  const failureLevel = 'failureSeverity' in document ? document.failureSeverity : '';
  const concludedBy = 'concludedBy' in document ? document.concludedBy : '';
  const whole = {
    title: document.title,
    id: document.id,
    name: document.name,
    status: document.status,
    description: document.description,
    references: document.references,
    author: document.author,
    tags: document.tags,
    ...body,
    falsepositives: document.falsePositives,
    level: document.severity,
    trailwatch: withoutEmpty({ failureLevel, concludedBy, firstSteps: document.firstSteps }),
  };
  return stringify(withoutEmpty(whole), { lineWidth: 0, aliasDuplicateObjects: false });
}

function withoutEmpty(map: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  return Object.fromEntries(Object.entries(map).filter(([, value]) => !isEmpty(value)));
}

function isEmpty(value: unknown): boolean {
  if (value === '') return true;
  return typeof value === 'object' && value !== null && Object.keys(value).length === 0;
}

/** What is under `detection`: selections, and the condition over their names. */
type SigmaDetection = Readonly<Record<string, unknown>>;

/**
 * A tree as selections and a condition. What Sigma's maps and lists of maps can express becomes one selection;
 * the rest is in the condition. Conditions on elements and documents name selections that begin with `_`.
 */
export function renderDetection(tree: Condition): SigmaDetection {
  const renderer = new DetectionRenderer();
  const condition = renderer.render(tree, { prefix: 'selection', binding: OR });
  return { ...Object.fromEntries(renderer.selections), condition };
}

/** How tightly what is around binds; what binds less tightly is in parentheses. */
const OR = 0;

const AND = 1;

const NOT = 2;

/** Where a part of the tree is. */
interface Surroundings {
  /** What its selections are called. */
  readonly prefix: 'selection' | 'filter' | '_part';
  readonly binding: number;
}

class DetectionRenderer {
  readonly selections = new Map<string, unknown>();
  /** Names of selections by what they hold. */
  private readonly names = new Map<string, string>();
  /** The content of elements and documents is rendered once, for any number of requests. */
  private readonly entries = new Map<Condition, SigmaEntry>();

  render(tree: Condition, around: Surroundings): string {
    const selection = this.selectionOf(tree, around);
    if (selection !== undefined) return this.nameOf(selection, around);
    switch (tree.kind) {
      case 'and':
        return this.renderAll(tree.of, around);
      case 'or':
        return this.join('or', tree.of, around);
      case 'not': {
        const prefix = around.prefix === 'selection' ? 'filter' : around.prefix;
        return `not ${this.render(tree.of, { prefix, binding: NOT })}`;
      }
      default:
        return this.renderNever(around);
    }
  }

  /** All members that fit into one selection are in it, the others follow it. */
  private renderAll(conditions: readonly Condition[], around: Surroundings): string {
    const maps = conditions.map((condition) => this.mapOf(condition, around));
    const together = mergeMaps(maps.filter((map) => map !== undefined));
    if (together === undefined) return this.join('and', conditions, around);
    const name = this.nameOf(together, around);
    const rest = conditions.filter((_, index) => maps[index] === undefined);
    const parts = rest.map((condition) => this.render(condition, { ...around, binding: AND + 1 }));
    return parenthesized([name, ...parts].join(' and '), AND, around);
  }

  private join(word: 'and' | 'or', conditions: readonly Condition[], around: Surroundings): string {
    const binding = word === 'and' ? AND : OR;
    if (conditions.length === 0) return word === 'and' ? this.renderAlways(around) : this.renderNever(around);
    const inner = { ...around, binding: conditions.length === 1 ? around.binding : binding + 1 };
    const parts = conditions.map((condition) => this.render(condition, inner));
    return parts.length === 1 ? parts.join() : parenthesized(parts.join(` ${word} `), binding, around);
  }

  private renderAlways(around: Surroundings): string {
    const name = this.nameOf(ANYTHING, around);
    return parenthesized(`${name} or not ${name}`, OR, around);
  }

  private renderNever(around: Surroundings): string {
    const name = this.nameOf(ANYTHING, around);
    return parenthesized(`${name} and not ${name}`, AND, around);
  }

  private selectionOf(tree: Condition, around: Surroundings): unknown {
    if (tree.kind === 'keyword' && !tree.cased && tree.patterns.length > 0) {
      return tree.patterns.map(renderPattern);
    }
    if (tree.kind !== 'or' || tree.of.length < 2) return this.mapOf(tree, around);
    const maps = tree.of.map((condition) => this.mapOf(condition, around));
    return maps.includes(undefined) ? undefined : maps;
  }

  /** The condition as a map of fields; undefined if it is more than that. */
  private mapOf(tree: Condition, around: Surroundings): SigmaMap | undefined {
    if (tree.kind !== 'and') return this.entryMap(tree);
    const maps = tree.of.map((condition) =>
      condition.kind === 'and' ? undefined : this.mapOf(condition, around),
    );
    const known = maps.filter((map) => map !== undefined);
    return known.length < maps.length ? undefined : mergeMaps(known);
  }

  private entryMap(tree: Condition): SigmaMap | undefined {
    const entry = this.entryOf(tree);
    return entry === undefined ? undefined : { [entry.key]: entry.value };
  }

  private entryOf(tree: Condition): SigmaEntry | undefined {
    const known = this.entries.get(tree);
    if (known !== undefined) return known;
    const entry = this.renderEntry(tree);
    if (entry !== undefined) this.entries.set(tree, entry);
    return entry;
  }

  private renderEntry(tree: Condition): SigmaEntry | undefined {
    switch (tree.kind) {
      case 'and':
      case 'or':
      case 'not':
        return undefined;
      case 'element':
      case 'document': {
        const value = this.render(tree.of, { prefix: '_part', binding: OR });
        return { key: `${tree.field}|${tree.kind}`, value };
      }
      case 'keyword': {
        const key = tree.cased ? '|cased' : '';
        return tree.patterns.length === 0 ? undefined : { key, value: tree.patterns.map(renderPattern) };
      }
      case 'keywordMatches':
        return { key: `|re${flags(tree)}`, value: tree.expression };
      default:
        return renderAtom(tree);
    }
  }

  private nameOf(selection: unknown, { prefix }: Surroundings): string {
    const key = `${prefix} ${JSON.stringify(selection)}`;
    const known = this.names.get(key);
    if (known !== undefined) return known;
    const count = [...this.selections.keys()].filter((name) => name.startsWith(prefix)).length;
    const name = count === 0 ? prefix : `${prefix}_${count + 1}`;
    this.names.set(key, name);
    this.selections.set(name, selection);
    return name;
  }
}

type SigmaMap = Readonly<Record<string, SigmaEntry['value']>>;

/** Any condition at all: with its negation it makes conditions that always, or never, hold. */
const ANYTHING: SigmaMap = { 'eventID|exists': true };

/** One map of all entries; undefined if there are none, or two of them have one key. */
function mergeMaps(maps: readonly SigmaMap[]): SigmaMap | undefined {
  const entries = maps.flatMap((map) => Object.entries(map));
  const keys = new Set(entries.map(([key]) => key));
  return keys.size === 0 || keys.size < entries.length ? undefined : Object.fromEntries(entries);
}

function parenthesized(text: string, binding: number, around: Surroundings): string {
  return binding < around.binding ? `(${text})` : text;
}
