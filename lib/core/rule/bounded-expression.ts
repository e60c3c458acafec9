/**
 * An expression of which the work of a backtracking engine is bounded: on a text of n characters there are at most
 * `ways` · (n + 1)^`degree` ways to match it, from all places together.
 */
export interface BoundedExpression {
  /** The same expression, as JavaScript writes it. */
  readonly source: string;
  readonly ways: number;
  readonly degree: number;
}

/** Groups inside groups. */
const MAX_DEPTH = 10;

/** Above, an expression is none of those that are bounded. */
const MAX_EXPRESSION_WAYS = 10_000;

/** `{n,m}` above is left to RE2. */
const MAX_COUNT = 100;

/** Perl's classes, as RE2 understands them: of `\s` JavaScript has a wider one. */
const CLASSES: Readonly<Record<string, string>> = { d: '0-9', w: '0-9A-Za-z_', s: '\\t\\n\\f\\r ' };

const NAMED_CHARACTERS: Readonly<Record<string, string>> = {
  n: '\\n',
  r: '\\r',
  t: '\\t',
  f: '\\f',
  v: '\\v',
};

const QUANTIFIER = /^(?:[*+?]|\{(\d{1,3})(,(\d{0,3}))?\})\??/;

const NOTHING: BoundedExpression = { source: '', ways: 1, degree: 0 };

/**
 * Reads an expression in RE2's syntax. Undefined if it holds something that JavaScript understands otherwise, or that may take
 * unbounded work: a group that repeats without end, or too many ways.
 *
 * @param isDotAll whether `.` stands for a line feed, too
 * @see https://github.com/google/re2/wiki/Syntax
 */
export function readBoundedExpression(expression: string, isDotAll: boolean): BoundedExpression | undefined {
  const reader = new ExpressionReader(expression, isDotAll);
  const read = reader.alternatives(0);
  if (read === undefined || !reader.isAtEnd) return undefined;
  // What is not anchored is tried from each place.
  return reader.isAnchored
    ? { ...read, ways: read.ways + 1, degree: Math.max(read.degree, 1) }
    : fromEachPlace(read);
}

function fromEachPlace({ source, ways, degree }: BoundedExpression): BoundedExpression {
  return { source, ways, degree: degree + 1 };
}

class ExpressionReader {
  /** Whether each of the outermost alternatives begins with `^`. */
  isAnchored = true;
  private at = 0;

  constructor(
    private readonly text: string,
    private readonly isDotAll: boolean,
  ) {}

  get isAtEnd(): boolean {
    return this.at === this.text.length;
  }

  /** Up to the end or the parenthesis that closes the group. */
  alternatives(depth: number): BoundedExpression | undefined {
    let all: BoundedExpression | undefined;
    do {
      if (depth === 0 && this.text[this.at] !== '^') this.isAnchored = false;
      const next = this.sequence(depth);
      if (next === undefined) return undefined;
      all = all === undefined ? next : either(all, next);
    } while (this.takes('|'));
    return all.ways > MAX_EXPRESSION_WAYS ? undefined : all;
  }

  private sequence(depth: number): BoundedExpression | undefined {
    let all = NOTHING;
    while (!this.isAtEnd && this.text[this.at] !== '|' && this.text[this.at] !== ')') {
      const next = this.repeated(depth);
      if (next === undefined || all.ways * next.ways > MAX_EXPRESSION_WAYS) return undefined;
      all = {
        source: all.source + next.source,
        ways: all.ways * next.ways,
        degree: all.degree + next.degree,
      };
    }
    return all;
  }

  private repeated(depth: number): BoundedExpression | undefined {
    const first = this.text[this.at] as string;
    if (first === '^' || first === '$') {
      this.at += 1;
      return this.quantifier() === undefined ? { ...NOTHING, source: first } : undefined;
    }
    const part = first === '(' ? this.group(depth) : this.character();
    const quantifier = this.quantifier();
    if (part === undefined || quantifier === undefined) return part;
    // Two of them behind each other mean something else in each syntax.
    return this.quantifier() === undefined ? repeat(part, quantifier, first === '(') : undefined;
  }

  private quantifier(): RegExpExecArray | undefined {
    const found = QUANTIFIER.exec(this.text.slice(this.at, this.at + 12)) ?? undefined;
    this.at += found?.[0].length ?? 0;
    return found;
  }

  private group(depth: number): BoundedExpression | undefined {
    this.at += 1;
    if (this.text[this.at] === '?' && !this.takes('?:')) return undefined;
    const inner = depth === MAX_DEPTH ? undefined : this.alternatives(depth + 1);
    if (inner === undefined || !this.takes(')')) return undefined;
    return { ...inner, source: `(?:${inner.source})` };
  }

  private character(): BoundedExpression | undefined {
    const first = this.text[this.at] as string;
    let source: string | undefined;
    if (first === '[') source = this.bracketClass();
    else if (first === '.') {
      this.at += 1;
      source = this.isDotAll ? '[^]' : '[^\\n]';
    } else source = this.single('*+?{') ?? this.perlClass();
    return source === undefined ? undefined : { ...NOTHING, source };
  }

  /** `[a-z_]`. A bracket of its own in a class, as in `[[:alpha:]]`, is left to RE2. */
  private bracketClass(): string | undefined {
    this.at += 1;
    let source = this.takes('^') ? '^' : '';
    const beginning = this.at;
    while (this.text[this.at] !== ']') {
      const isHyphen = this.text[this.at] === '-';
      if (isHyphen && this.at !== beginning && this.text[this.at + 1] !== ']') return undefined;
      const item = this.range();
      if (item === undefined) return undefined;
      source += item;
    }
    if (this.at === beginning) return undefined;
    this.at += 1;
    return `[${source}]`;
  }

  private range(): string | undefined {
    const low = this.single('[');
    if (low === undefined) return this.perlClass(true);
    if (this.text[this.at] !== '-' || this.text[this.at + 1] === ']') return low;
    this.at += 1;
    const high = this.single('[');
    if (high === undefined || codeOf(high) < codeOf(low)) return undefined;
    return `${low}-${high}`;
  }

  /** A character that stands for itself, or an escaped one. */
  private single(notThese: string): string | undefined {
    const rest = this.text.slice(this.at, this.at + 2);
    const isEscaped = rest[0] === '\\';
    const character = rest[isEscaped ? 1 : 0];
    if (character === undefined || !/[ -~]/.test(character)) return undefined;
    if (!isEscaped && notThese.includes(character)) return undefined;
    const named = isEscaped ? NAMED_CHARACTERS[character] : undefined;
    if (named === undefined && isEscaped && /[0-9A-Za-z]/.test(character)) return undefined;
    this.at += isEscaped ? 2 : 1;
    if (named !== undefined) return named;
    return /[0-9A-Za-z_ ]/.test(character) ? character : `\\${character}`;
  }

  private perlClass(isInside = false): string | undefined {
    const rest = this.text.slice(this.at, this.at + 2);
    const name = rest[1]?.toLowerCase() ?? '';
    const members = rest[0] === '\\' && Object.hasOwn(CLASSES, name) ? CLASSES[name] : undefined;
    const isNegated = rest[1] !== name;
    if (members === undefined || (isInside && isNegated)) return undefined;
    this.at += 2;
    if (isInside) return members;
    return `[${isNegated ? '^' : ''}${members}]`;
  }

  private takes(text: string): boolean {
    const isNext = this.text.startsWith(text, this.at);
    if (isNext) this.at += text.length;
    return isNext;
  }
}

function either(one: BoundedExpression, other: BoundedExpression): BoundedExpression {
  return {
    source: `${one.source}|${other.source}`,
    ways: one.ways + other.ways,
    degree: Math.max(one.degree, other.degree),
  };
}

function repeat(
  { source, ways, degree }: BoundedExpression,
  [written, least, isRange, most]: RegExpExecArray,
  isGroup: boolean,
): BoundedExpression | undefined {
  const isEndless =
    written.startsWith('*') || written.startsWith('+') || (isRange !== undefined && most === '');
  if (isEndless) {
    if (isGroup || Number(least ?? 0) > MAX_COUNT) return undefined;
    return { source: source + written, ways, degree: degree + 1 };
  }
  const high = least === undefined ? 1 : Number(most ?? least);
  const low = least === undefined ? 0 : Number(least);
  if (high > MAX_COUNT || high < low || (degree > 0 && high > 1)) return undefined;
  let all = 0;
  for (let times = low; times <= high; times++) all += ways ** times;
  return all > MAX_EXPRESSION_WAYS ? undefined : { source: source + written, ways: all, degree };
}

/** Of a character as `single` writes it. */
function codeOf(written: string): number {
  const [first, second = ''] = written;
  if (first !== '\\') return written.charCodeAt(0);
  const named = { n: 10, r: 13, t: 9, f: 12, v: 11 }[second];
  return named ?? second.charCodeAt(0);
}
