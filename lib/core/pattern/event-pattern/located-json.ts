/** A JSON value with its place in the text. Numbers keep their literal, and objects keep repeated keys. */
export type LocatedJson =
  | { readonly kind: 'object'; readonly members: readonly LocatedMember[]; readonly at: number }
  | { readonly kind: 'array'; readonly items: readonly LocatedJson[]; readonly at: number }
  | { readonly kind: 'string'; readonly text: string; readonly at: number }
  | { readonly kind: 'number'; readonly literal: string; readonly at: number }
  | { readonly kind: 'boolean'; readonly value: boolean; readonly at: number }
  | { readonly kind: 'null'; readonly at: number };

/** A key of an object with its value. */
export interface LocatedMember {
  readonly key: string;
  /** Offset of the key's quotation mark. */
  readonly at: number;
  readonly value: LocatedJson;
}

/** The problem of a text, and its place. */
export interface JsonProblem {
  /** One sentence, lower case, no full stop. */
  readonly message: string;
  /** Offset in UTF-16 units. */
  readonly at: number;
}

/** Maximum depth of nested objects and lists; real events have up to 11. */
const MAX_DEPTH = 200;

const SPACE = /[ \t\n\r]*/y;
const NUMBER = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][-+]?\d+)?/y;
const WORD = /[A-Za-z]+/y;

/** Reads a text with one JSON value after RFC 8259. Never throws. */
export function parseLocatedJson(
  text: string,
): { readonly root: LocatedJson } | { readonly problem: JsonProblem } {
  const values = parseLocatedValues(text);
  if ('problem' in values) return values;
  const [root, second] = values.roots;
  if (root === undefined) return { problem: { message: 'expected JSON here', at: text.length } };
  if (second === undefined) return { root };
  return { problem: { message: 'there is text after the end of the JSON', at: second.at } };
}

/** Reads a text with JSON values one after another, each perhaps on a separate line. Never throws. */
export function parseLocatedValues(
  text: string,
): { readonly roots: readonly LocatedJson[] } | { readonly problem: JsonProblem } {
  const reader = new JsonReader(text);
  const roots: LocatedJson[] = [];
  try {
    while (!reader.isAtEnd()) roots.push(reader.readValue(0));
    return { roots };
  } catch (error) {
    if (error instanceof Stop) return { problem: error.problem };
    throw error;
  }
}

/** Ends the reading from any depth. */
class Stop extends Error {
  constructor(readonly problem: JsonProblem) {
    super(problem.message);
  }
}

class JsonReader {
  private at = 0;

  constructor(private readonly text: string) {
    if (text.startsWith('\ufeff')) this.at = 1;
  }

  isAtEnd(): boolean {
    this.skipSpace();
    return this.at >= this.text.length;
  }

  readValue(depth: number): LocatedJson {
    this.skipSpace();
    if (depth > MAX_DEPTH)
      throw this.stop(`JSON is read to a depth of ${MAX_DEPTH} levels, and this is deeper`);
    const { at } = this;
    switch (this.text[at]) {
      case '{':
        return { kind: 'object', members: this.readMembers(depth), at };
      case '[':
        return { kind: 'array', items: this.readItems(depth), at };
      case '"':
        return { kind: 'string', text: this.readString(), at };
      default:
        return this.readNumber() ?? this.readWord();
    }
  }

  private readMembers(depth: number): readonly LocatedMember[] {
    const members: LocatedMember[] = [];
    this.at += 1;
    if (this.skips('}')) return members;
    do {
      this.skipSpace();
      const { at } = this;
      if (this.text[at] !== '"') throw this.stop(`a key in double quotes was expected, not ${this.found()}`);
      const key = this.readString();
      if (!this.skips(':')) throw this.stop(`a colon was expected after the key, not ${this.found()}`);
      members.push({ key, at, value: this.readValue(depth + 1) });
    } while (this.skips(','));
    if (!this.skips('}')) throw this.stop(`a comma or '}' was expected, not ${this.found()}`);
    return members;
  }

  private readItems(depth: number): readonly LocatedJson[] {
    const items: LocatedJson[] = [];
    this.at += 1;
    if (this.skips(']')) return items;
    do items.push(this.readValue(depth + 1));
    while (this.skips(','));
    if (!this.skips(']')) throw this.stop(`a comma or ']' was expected, not ${this.found()}`);
    return items;
  }

  private readString(): string {
    const { at } = this;
    this.at = this.endOfString(at);
    try {
      return JSON.parse(this.text.slice(at, this.at)) as string;
    } catch {
      this.at = at;
      throw this.stop('this text holds a character or an escape that JSON does not allow');
    }
  }

  /** The offset after the closing quotation mark. */
  private endOfString(start: number): number {
    for (let at = start + 1; at < this.text.length; at++) {
      const character = this.text[at];
      if (character === '"') return at + 1;
      if (character === '\\') at += 1;
    }
    throw this.stop('the quotation mark that ends this text is missing');
  }

  private readNumber(): LocatedJson | undefined {
    const { at } = this;
    const literal = this.take(NUMBER);
    return literal === undefined ? undefined : { kind: 'number', literal, at };
  }

  private readWord(): LocatedJson {
    const { at } = this;
    const word = this.take(WORD);
    if (word === 'true' || word === 'false') return { kind: 'boolean', value: word === 'true', at };
    if (word === 'null') return { kind: 'null', at };
    this.at = at;
    throw this.stop(`a JSON value was expected, not ${this.found()}`);
  }

  private take(expression: RegExp): string | undefined {
    expression.lastIndex = this.at;
    const taken = expression.exec(this.text)?.[0];
    this.at += taken?.length ?? 0;
    return taken;
  }

  /** Whether the character comes next, after spaces; it is then skipped. */
  private skips(character: string): boolean {
    this.skipSpace();
    if (this.text[this.at] !== character) return false;
    this.at += 1;
    return true;
  }

  private skipSpace(): void {
    this.take(SPACE);
  }

  private found(): string {
    const codePoint = this.text.codePointAt(this.at);
    return codePoint === undefined ? 'the end of the text' : `'${String.fromCodePoint(codePoint)}'`;
  }

  private stop(message: string): Stop {
    return new Stop({ message, at: this.at });
  }
}
