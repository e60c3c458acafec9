import {
  type Alias,
  isAlias,
  isMap,
  isScalar,
  isSeq,
  type ParsedNode,
  type Scalar,
  type YAMLMap,
  type YAMLSeq,
} from 'yaml';
import type { YamlEntry, YamlList, YamlMap, YamlNode, YamlScalar } from './yaml-node';

/** Levels of lists and maps in one another. */
export const MAX_DEPTH = 50;

/** How many values a file may still hold, those behind aliases counted each time they are used. */
export interface ValueBudget {
  left: number;
  readonly allowed: number;
}

/** Why a file that nests too deeply is refused. */
export function nestsTooDeeply(): string {
  return `the file nests more than ${MAX_DEPTH} levels deep, which no rule needs`;
}

/** What is wrong with a document, and where. */
export class YamlError extends Error {
  constructor(
    readonly code: string,
    message: string,
    readonly at: number,
  ) {
    super(message);
  }
}

const CORE_TAGS = 'tag:yaml.org,2002:';
const KNOWN_TAGS: ReadonlySet<string> = new Set(
  ['str', 'int', 'float', 'bool', 'null', 'map', 'seq'].map((name) => CORE_TAGS + name),
);

/** A value that an alias may refer to. */
interface Anchor {
  readonly node: YamlNode;
  /** How many values it holds, itself among them. */
  readonly size: number;
  /** How many levels it nests. */
  readonly height: number;
}

/** Reads what the YAML library made of one document as values with their places. */
export class YamlDocumentReader {
  private readonly anchors = new Map<string, Anchor>();
  /** The deepest level that was reached since it was last set. */
  private deepest = 0;

  constructor(
    private readonly text: string,
    private readonly budget: ValueBudget,
  ) {}

  /** @throws YamlError */
  read(node: ParsedNode, depth = 0): YamlNode {
    const at = node.range[0];
    if (isAlias(node)) return this.readAlias(node as Alias.Parsed, at, depth);
    this.spend(1, at);
    this.checkTag(node.tag, at);
    const before = { budget: this.budget.left, deepest: this.deepest };
    this.deepest = depth;
    const located = this.readValue(node, depth);
    if (node.anchor !== undefined) {
      const size = before.budget - this.budget.left + 1;
      this.anchors.set(node.anchor, { node: located, size, height: this.deepest - depth });
    }
    this.deepest = Math.max(this.deepest, before.deepest);
    return located;
  }

  private readValue(node: ParsedNode, depth: number): YamlNode {
    if (isMap(node)) return this.readMap(node as YAMLMap.Parsed, depth);
    if (isSeq(node)) return this.readList(node as YAMLSeq.Parsed, depth);
    return this.readScalar(node as Scalar.Parsed);
  }

  private readAlias(alias: Alias.Parsed, at: number, depth: number): YamlNode {
    const target = this.anchors.get(alias.source);
    if (target === undefined) {
      const message = `the alias '*${alias.source}' refers to no anchor before it`;
      throw new YamlError('invalid-alias', message, at);
    }
    this.spend(target.size, at);
    this.deepest = Math.max(this.deepest, depth + target.height);
    if (this.deepest > MAX_DEPTH) throw new YamlError('too-deep', nestsTooDeeply(), at);
    return target.node;
  }

  private readMap(map: YAMLMap.Parsed, depth: number): YamlMap {
    const entries: YamlEntry[] = [];
    const seen = new Set<string>();
    for (const pair of map.items) {
      const key = this.readKey(pair.key as ParsedNode | null, map.range[0]);
      if (seen.has(key.text)) {
        const message = `the key '${key.text}' is repeated; only one of the two would count`;
        throw new YamlError('duplicate-key', message, key.at);
      }
      seen.add(key.text);
      const value =
        pair.value === null ? absentValue(key.at) : this.read(pair.value as ParsedNode, depth + 1);
      entries.push({ key: key.text, at: key.textAt ?? key.at, value });
    }
    return { kind: 'map', entries, at: map.range[0] };
  }

  private readKey(key: ParsedNode | null, mapAt: number): YamlScalar {
    const at = key?.range?.[0] ?? mapAt;
    if (key === null || !isScalar(key)) throw new YamlError('invalid-key', 'a key must be plain text', at);
    this.spend(1, at);
    const scalar = this.readScalar(key as Scalar.Parsed);
    if (scalar.text === '<<' && key.type === 'PLAIN') {
      throw new YamlError('merge-key', "the merge key '<<' is not read; write the entries out", at);
    }
    return scalar;
  }

  private readList(list: YAMLSeq.Parsed, depth: number): YamlList {
    const items = list.items.map((item) => this.read(item as ParsedNode, depth + 1));
    return { kind: 'list', items, at: list.range[0] };
  }

  private readScalar(scalar: Scalar.Parsed): YamlScalar {
    const at = scalar.range[0];
    const quoted = scalar.type === 'QUOTE_SINGLE' || scalar.type === 'QUOTE_DOUBLE';
    const { type, text } = typedText(scalar);
    const start = quoted ? at + 1 : at;
    return { kind: 'scalar', type, text, at, textAt: this.text.startsWith(text, start) ? start : undefined };
  }

  private checkTag(tag: string | undefined, at: number): void {
    if (tag === undefined || tag === '!' || KNOWN_TAGS.has(tag)) return;
    const written = tag.replace(CORE_TAGS, '!!');
    throw new YamlError('unknown-tag', `the tag '${written}' is not read; remove it`, at);
  }

  private spend(values: number, at: number): void {
    this.budget.left -= values;
    if (this.budget.left >= 0) return;
    const message = `the file holds more than ${this.budget.allowed} values, aliases written out`;
    throw new YamlError('too-many-values', message, at);
  }
}

function absentValue(at: number): YamlScalar {
  return { kind: 'scalar', type: 'null', text: '', at, textAt: at };
}

function typedText(scalar: Scalar.Parsed): Pick<YamlScalar, 'type' | 'text'> {
  const { value } = scalar;
  const source = scalar.source ?? '';
  if (value === null) return { type: 'null', text: source };
  if (typeof value === 'number' || typeof value === 'bigint') return { type: 'number', text: source };
  if (typeof value === 'boolean' && /^(true|false)$/i.test(source)) {
    return { type: 'boolean', text: source.toLowerCase() };
  }
  return { type: 'text', text: typeof value === 'string' ? value : source };
}
