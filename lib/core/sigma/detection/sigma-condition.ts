import { didYouMean, nearestWord } from '../../problem/nearest-word';
import type { ProblemList } from '../../problem/problem';
import type { Condition } from '../../rule/condition';
import type { YamlScalar } from '../yaml/yaml-node';

/** The selections of a detection by name; undefined where one could not be read and has its problem already. */
export type Selections = Pick<ReadonlyMap<string, Condition | undefined>, 'get' | 'has' | 'keys'>;

/** Called with the name of each selection that a condition uses. */
export type OnSelection = (name: string) => void;

/**
 * Reads a condition such as `selection and not 1 of filter_*`: `not` binds before `and`, `and` before `or`.
 * Undefined if it cannot be read, with a problem, or uses a selection that could not.
 *
 * @see https://sigmahq.io/sigma-specification/specification/sigma-rules-specification.html#condition
 */
export function parseCondition(
  source: YamlScalar,
  selections: Selections,
  problems: ProblemList,
  onSelection: OnSelection,
): Condition | undefined {
  try {
    return new ConditionReader(source, selections, onSelection).read();
  } catch (reason) {
    if (!(reason instanceof ConditionProblem)) throw reason;
    problems.error(reason.code, reason.message, reason.at);
    return undefined;
  }
}

/** Leaves the recursion of {@link ConditionReader}; never leaves this file. */
class ConditionProblem extends Error {
  constructor(
    readonly code: string,
    message: string,
    readonly at: number,
  ) {
    super(message);
  }
}

interface Token {
  readonly text: string;
  /** Lower case, for the words of the language. */
  readonly word: string;
  readonly at: number;
}

const TOKEN = /[()|]|[^\s()|]+/g;
const MAX_DEPTH = 50;
/** Size of the whole tree, as characters of JSON; a selection counts each time it is used. */
const MAX_TREE_CHARACTERS = 5_000_000;
const RESERVED: ReadonlySet<string> = new Set(['and', 'or', 'not', 'of', '(', ')']);

class ConditionReader {
  private readonly tokens: readonly Token[];
  private readonly end: number;
  private next = 0;
  private isWhole = true;
  private treeCharacters = 0;
  private readonly sizes = new Map<string, number>();

  constructor(
    source: YamlScalar,
    private readonly selections: Selections,
    private readonly onSelection: OnSelection,
  ) {
    this.end = source.at;
    this.tokens = [...source.text.matchAll(TOKEN)].map((found) => ({
      text: found[0],
      word: found[0].toLowerCase(),
      at: source.textAt === undefined ? source.at : source.textAt + found.index,
    }));
  }

  read(): Condition | undefined {
    this.refuseAggregation();
    const condition = this.readOr(0);
    const rest = this.tokens[this.next];
    if (rest !== undefined) throw unexpected(rest, "'and', 'or' or the end");
    return this.isWhole ? condition : undefined;
  }

  private refuseAggregation(): void {
    const pipe = this.tokens.findIndex((token) => token.text === '|');
    const at = this.tokens[pipe]?.at;
    if (at === undefined) return;
    const name = this.tokens[pipe + 1]?.word ?? '';
    const what =
      name === 'near' ? "the search for events near one another ('near')" : `the aggregation '${name}'`;
    const advice = 'Sigma 2 has correlation rules for it';
    throw new ConditionProblem(
      'deprecated-aggregation',
      `${what} after '|' was removed from Sigma; ${advice}`,
      at,
    );
  }

  private readOr(depth: number): Condition {
    return this.readChain('or', () => this.readChain('and', () => this.readNot(depth)));
  }

  private readChain(kind: 'and' | 'or', readPart: () => Condition): Condition {
    const first = readPart();
    const parts = [first];
    while (this.tokens[this.next]?.word === kind) {
      this.next++;
      parts.push(readPart());
    }
    return parts.length === 1 ? first : { kind, of: parts };
  }

  private readNot(depth: number): Condition {
    let negations = 0;
    while (this.tokens[this.next]?.word === 'not') {
      this.next++;
      negations++;
    }
    const condition = this.readOperand(depth);
    return negations % 2 === 0 ? condition : { kind: 'not', of: condition };
  }

  private readOperand(depth: number): Condition {
    const token = this.take("a selection, '1 of', 'all of' or '('");
    if (token.text === '(') return this.readParentheses(token, depth);
    if (this.tokens[this.next]?.word === 'of') return this.readQuantifier(token);
    if (RESERVED.has(token.word)) throw unexpected(token, "a selection, '1 of', 'all of' or '('");
    return this.selection(token);
  }

  private readParentheses(open: Token, depth: number): Condition {
    if (depth >= MAX_DEPTH) {
      throw new ConditionProblem('too-deep', `parentheses are nested more than ${MAX_DEPTH} deep`, open.at);
    }
    const condition = this.readOr(depth + 1);
    const close = this.take("')'");
    if (close.text !== ')') throw unexpected(close, "')'");
    return condition;
  }

  private readQuantifier(quantifier: Token): Condition {
    const kind = QUANTIFIERS.get(quantifier.word);
    if (kind === undefined) {
      const message = `'${quantifier.text} of' is not part of Sigma; write '1 of' or 'all of'`;
      throw new ConditionProblem('invalid-condition', message, quantifier.at);
    }
    this.next++;
    const pattern = this.take("'them' or a name such as 'selection_*'");
    const names = this.namesFor(pattern);
    const parts = names.map((name) => this.use(name, pattern));
    const [only] = parts;
    return parts.length === 1 && only !== undefined ? only : { kind, of: parts };
  }

  private namesFor(pattern: Token): readonly string[] {
    if (RESERVED.has(pattern.word) || pattern.text === '|') throw unexpected(pattern, "'them' or a name");
    const fits = pattern.word === 'them' ? () => true : globTest(pattern.text);
    const named = [...this.selections.keys()].filter(
      (name) => fits(name) && (!name.startsWith('_') || pattern.text.startsWith('_')),
    );
    if (named.length > 0) return named;
    const hint = this.hintFor(pattern.text);
    throw new ConditionProblem(
      'undefined-selection',
      `no selection matches '${pattern.text}'${hint}`,
      pattern.at,
    );
  }

  private hintFor(pattern: string): string {
    const plain = pattern.replaceAll('*', '');
    const starts = [...this.selections.keys()].some((name) => name.startsWith(plain));
    if (plain !== '' && starts && !pattern.includes('*')) return `; did you mean '${plain}*'?`;
    const nearest = nearestWord(plain, [...this.selections.keys()].map(stem));
    return nearest === undefined ? '' : `; did you mean '${nearest}*'?`;
  }

  private selection(token: Token): Condition {
    if (this.selections.has(token.text)) return this.use(token.text, token);
    if (token.text === '|') throw unexpected(token, 'a selection');
    if (token.text.includes('*') || token.word === 'them') {
      const message = `'${token.text}' matches several selections; write '1 of ${token.text}' or 'all of ${token.text}'`;
      throw new ConditionProblem('invalid-condition', message, token.at);
    }
    const hint = didYouMean(token.text, this.selections.keys());
    throw new ConditionProblem(
      'undefined-selection',
      `there is no selection '${token.text}'${hint}`,
      token.at,
    );
  }

  private use(name: string, token: Token): Condition {
    this.onSelection(name);
    const condition = this.selections.get(name);
    if (condition === undefined) {
      this.isWhole = false;
      return { kind: 'or', of: [] };
    }
    const size = this.sizes.get(name) ?? JSON.stringify(condition).length;
    this.sizes.set(name, size);
    this.treeCharacters += size;
    if (this.treeCharacters <= MAX_TREE_CHARACTERS) return condition;
    const message = `the condition uses '${name}' so often that the rule becomes too large; use each selection once`;
    throw new ConditionProblem('too-large', message, token.at);
  }

  private take(expected: string): Token {
    const token = this.tokens[this.next];
    if (token === undefined) {
      const last = this.tokens.at(-1);
      const where = last === undefined ? 'the condition is empty' : `the condition ends after '${last.text}'`;
      throw new ConditionProblem(
        'invalid-condition',
        `${where}, where ${expected} is missing`,
        last?.at ?? this.end,
      );
    }
    this.next++;
    return token;
  }
}

/** `any of` is what other Sigma tools accept for `1 of`. */
const QUANTIFIERS: ReadonlyMap<string, 'and' | 'or'> = new Map([
  ['1', 'or'],
  ['any', 'or'],
  ['all', 'and'],
]);

function unexpected(token: Token, expected: string): ConditionProblem {
  return new ConditionProblem('invalid-condition', `expected ${expected}, found '${token.text}'`, token.at);
}

/** `filter_main` of `filter_main_admins`. */
function stem(name: string): string {
  return name.replace(/_?[^_]*$/, '') || name;
}

/** Whether a name matches a pattern in which `*` is any text; looks at each piece once. */
function globTest(pattern: string): (name: string) => boolean {
  const pieces = pattern.split('*');
  const first = pieces[0] ?? '';
  const last = pieces.at(-1) ?? '';
  return (name) => {
    if (pieces.length === 1) return name === pattern;
    if (name.length < first.length + last.length || !name.startsWith(first) || !name.endsWith(last))
      return false;
    let at = first.length;
    for (const piece of pieces.slice(1, -1)) {
      const found = name.indexOf(piece, at);
      if (found === -1 || found + piece.length > name.length - last.length) return false;
      at = found + piece.length;
    }
    return true;
  };
}
