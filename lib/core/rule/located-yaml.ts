import {
  type Alias,
  Composer,
  type CST,
  type Document,
  isAlias,
  isMap,
  isScalar,
  isSeq,
  Lexer,
  type ParsedNode,
  Parser,
  type Scalar,
  type YAMLMap,
  type YAMLSeq,
} from 'yaml';
import type { ProblemList } from './problem-list';

/** A YAML value with its place in the file: what the rule parser reads instead of plain JavaScript values. */
export type YamlNode = YamlMap | YamlList | YamlScalar;

/** A map; its keys are text, in the order of the file, each there once. */
export interface YamlMap {
  readonly kind: 'map';
  readonly entries: readonly YamlEntry[];
  /** Offset of the first character in the file. */
  readonly at: number;
}

/** A key of a map with its value. */
export interface YamlEntry {
  readonly key: string;
  /** Offset of the key's first character, behind a quotation mark. */
  readonly at: number;
  readonly value: YamlNode;
}

/** A list. */
export interface YamlList {
  readonly kind: 'list';
  readonly items: readonly YamlNode[];
  readonly at: number;
}

/**
 * A single value. Its type is that of YAML 1.2's core schema, but its text is what stands in the file:
 * `012345678901` stays that, `0x10` stays `0x10`, `yes` is text. Booleans are `true` or `false`.
 */
export interface YamlScalar {
  readonly kind: 'scalar';
  readonly type: 'text' | 'number' | 'boolean' | 'null';
  readonly text: string;
  readonly at: number;
  /** Offset of the first character of `text`, where the file has it letter for letter; undefined otherwise. */
  readonly textAt: number | undefined;
}

/** More text than any rule file has; the largest public ones are around 100 kB. */
const MAX_CHARACTERS = 1_000_000;
/** Values in one file, those behind aliases counted each time they are used. */
const MAX_VALUES = 100_000;
const MAX_DEPTH = 50;

/**
 * Reads the documents of a YAML file; undefined stands for one with a fault, which gives one problem. A document
 * without content is left out. Duplicate keys, endless aliases, deep nesting and very large files are faults.
 */
export function parseLocatedYaml(text: string, problems: ProblemList): readonly (YamlNode | undefined)[] {
  if (text.length > MAX_CHARACTERS) {
    const sizes = `has ${text.length} characters, more than the ${MAX_CHARACTERS} that a rule file may have`;
    problems.error('file-too-large', `the file ${sizes}; split it`, 0);
    return [];
  }
  const budget: Budget = { left: MAX_VALUES };
  return documentsOf(text, problems)
    .filter(hasContent)
    .map((document) => readDocument(document, text, problems, budget));
}

interface Budget {
  left: number;
}

function documentsOf(text: string, problems: ProblemList): readonly Document.Parsed[] {
  const tokens = tokensOf(text);
  if ('tooDeepAt' in tokens) {
    problems.error('too-deep', nestsTooDeeply(), tokens.tooDeepAt);
    return [];
  }
  const composer = new Composer({
    prettyErrors: false,
    // Checked in DocumentReader: the library compares every key with every other one.
    uniqueKeys: false,
    logLevel: 'silent',
    version: '1.2',
    schema: 'core',
  });
  return [...composer.compose(tokens)] as Document.Parsed[];
}

/**
 * The library's first step is a loop with a stack of its own; only its second step recurses. Nesting is refused in
 * between, because a deep recursion cannot be caught safely: where V8 has to compile a regular expression close to
 * the end of the call stack, the process ends.
 */
function tokensOf(text: string): readonly CST.Token[] | { readonly tooDeepAt: number } {
  const parser = new Parser();
  const tokens: CST.Token[] = [];
  for (const lexeme of new Lexer().lex(text)) {
    tokens.push(...parser.next(lexeme));
    if (parser.stack.length > MAX_DEPTH + 2) return { tooDeepAt: parser.offset };
  }
  tokens.push(...parser.end());
  return tokens;
}

function hasContent(document: Document.Parsed): boolean {
  const { contents } = document;
  const isEmpty = contents === null || (isScalar(contents) && contents.value === null);
  return !isEmpty || document.errors.length > 0;
}

function readDocument(
  document: Document.Parsed,
  text: string,
  problems: ProblemList,
  budget: Budget,
): YamlNode | undefined {
  const fault = document.errors[0];
  if (fault !== undefined) {
    problems.error('invalid-yaml', describeFault(fault.message), fault.pos[0]);
    return undefined;
  }
  if (document.contents === null) return undefined;
  try {
    return new DocumentReader(text, budget).read(document.contents, 0);
  } catch (error) {
    if (!(error instanceof YamlFault)) throw error;
    problems.error(error.code, error.message, error.at);
    return undefined;
  }
}

function describeFault(message: string): string {
  const sentence = message.charAt(0).toLowerCase() + message.slice(1).replace(/\.$/, '');
  return `the file is not valid YAML: ${sentence.replaceAll('\n', ' ')}`;
}

function nestsTooDeeply(): string {
  return `the file nests more than ${MAX_DEPTH} levels deep, which no rule needs`;
}

/** Leaves the recursion of {@link DocumentReader}; never leaves this file. */
class YamlFault extends Error {
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

/** A value that an alias may stand for. */
interface Anchor {
  readonly node: YamlNode;
  /** How many values it holds, itself among them. */
  readonly size: number;
  /** How many levels it nests. */
  readonly height: number;
}

class DocumentReader {
  private readonly anchors = new Map<string, Anchor>();
  /** The deepest level that was reached since it was last set. */
  private deepest = 0;

  constructor(
    private readonly text: string,
    private readonly budget: Budget,
  ) {}

  read(node: ParsedNode, depth: number): YamlNode {
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
      const message = `the alias '*${alias.source}' stands for nothing that ends before it`;
      throw new YamlFault('invalid-alias', message, at);
    }
    this.spend(target.size, at);
    this.deepest = Math.max(this.deepest, depth + target.height);
    if (this.deepest > MAX_DEPTH) throw new YamlFault('too-deep', nestsTooDeeply(), at);
    return target.node;
  }

  private readMap(map: YAMLMap.Parsed, depth: number): YamlMap {
    const entries: YamlEntry[] = [];
    const seen = new Set<string>();
    for (const pair of map.items) {
      const key = this.readKey(pair.key as ParsedNode | null, map.range[0]);
      if (seen.has(key.text)) {
        const message = `the key '${key.text}' stands here a second time; only one of the two would count`;
        throw new YamlFault('duplicate-key', message, key.at);
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
    if (key === null || !isScalar(key)) throw new YamlFault('invalid-key', 'a key must be plain text', at);
    this.spend(1, at);
    const scalar = this.readScalar(key as Scalar.Parsed);
    if (scalar.text === '<<' && key.type === 'PLAIN') {
      throw new YamlFault('merge-key', "the merge key '<<' is not read; write the entries out", at);
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
    throw new YamlFault('unknown-tag', `the tag '${written}' is not read; remove it`, at);
  }

  private spend(values: number, at: number): void {
    this.budget.left -= values;
    if (this.budget.left >= 0) return;
    const message = `the file holds more than ${MAX_VALUES} values, aliases written out`;
    throw new YamlFault('too-many-values', message, at);
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

/** The value of a map's key, if it is there. */
export function entryOf(map: YamlMap, key: string): YamlEntry | undefined {
  return map.entries.find((entry) => entry.key === key);
}
