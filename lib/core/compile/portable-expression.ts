import { repeatsRepetition } from '../rule/nested-repetition';

/** A regular expression that all engines read alike, or why there is none, as the end of a sentence. */
export type PortableExpression = { readonly expression: string } | { readonly problem: string };

/**
 * Writes an expression of RE2's syntax so that an engine of Java's syntax (Trino's is Joni or RE2J) finds it in the same
 * texts: `^`, `$`, `.` and classes such as `\d` by what they mean in RE2, letter case by both letters. Syntax is refused
 * if engines differ in it, or if an engine that backtracks may never end.
 *
 * Expects an expression that RE2 accepts.
 *
 * @see https://trino.io/docs/current/functions/regexp.html
 */
export function toPortableExpression(expression: string, flags: string): PortableExpression {
  const inline = /^\(\?([ims]+)\)/.exec(expression);
  const rest = expression.slice(inline?.[0].length ?? 0);
  if (repeatsRepetition(rest)) {
    return {
      problem: 'it repeats what is repeated, which a backtracking engine may never finish searching',
    };
  }
  const writer = new PortableWriter(rest, `${flags}${inline?.[1] ?? ''}`);
  return writer.write();
}

/** RE2's classes, which are ASCII only. */
const CLASSES: Readonly<Record<string, string>> = {
  d: '0-9',
  w: '0-9A-Za-z_',
  s: '\\t\\n\\f\\r ',
};
const CONTROLS: Readonly<Record<string, string>> = {
  t: '\t',
  n: '\n',
  f: '\f',
  r: '\r',
  v: '\v',
  a: '\u0007',
};
const QUANTIFIER = /^(?:[*+?]|\{\d+(?:,\d*)?\})\??/;

class PortableWriter {
  private at = 0;
  private written = '';
  private problem: string | undefined;

  constructor(
    private readonly source: string,
    private readonly flags: string,
  ) {}

  write(): PortableExpression {
    while (this.at < this.source.length && this.problem === undefined) this.step();
    return this.problem === undefined ? { expression: this.written } : { problem: this.problem };
  }

  private step(): void {
    const rest = this.source.slice(this.at);
    const [character = ''] = rest;
    const quantifier = QUANTIFIER.exec(rest)?.[0];
    if (character === '\\') this.escape(rest);
    else if (character === '[') this.bracket();
    else if (character === '(') this.group(rest);
    else if (character === '^' || character === '$') this.anchor(character);
    else if (character === '.') this.take(1, this.flags.includes('s') ? '(?:[^\\n]|\\n)' : '[^\\n]');
    else if (quantifier !== undefined) this.take(quantifier.length, quantifier);
    else if (character === '|' || character === ')') this.take(1, character);
    else this.literal([...rest][0] ?? '');
  }

  private take(length: number, text: string): void {
    this.at += length;
    this.written += text;
  }

  private refuse(what: string): void {
    this.problem = `engines differ in what ${what} means`;
  }

  private anchor(sign: string): void {
    if (this.flags.includes('m')) this.refuse(`'${sign}' of a line`);
    else this.take(1, sign === '^' ? '\\A' : '\\z');
  }

  private group(rest: string): void {
    const opening = /^\((?:\?:|\?P?<\w+>)?(?!\?)/.exec(rest)?.[0];
    if (opening === undefined) this.refuse(`'${rest.slice(0, 3)}'`);
    else this.take(opening.length, '(?:');
  }

  private escape(rest: string): void {
    const [, letter = ''] = rest;
    const members = CLASSES[letter.toLowerCase()];
    const escaped = escapedCharacter(rest);
    if (letter === 'A' || letter === 'z') this.take(2, `\\${letter}`);
    else if (members !== undefined) {
      this.take(2, letter === letter.toLowerCase() ? `[${members}]` : `[^${members}]`);
    } else if (escaped === undefined) this.refuse(`'\\${letter}'`);
    else {
      this.at += escaped.length;
      this.writeLiteral(escaped.character);
    }
  }

  private literal(character: string): void {
    this.at += character.length;
    this.writeLiteral(character);
  }

  private writeLiteral(character: string): void {
    const cases = this.casesOf(character);
    if (cases === undefined) this.refuse(`the case of '${character}'`);
    else this.written += cases.length === 1 ? quoted(character) : `[${cases.map(quoted).join('')}]`;
  }

  /** All case variants of a letter. Undefined where engines differ. */
  private casesOf(character: string): readonly string[] | undefined {
    if (!this.flags.includes('i')) return [character];
    if (/[a-z]/i.test(character)) return [...new Set(asciiCases(character))];
    return /\p{Changes_When_Casemapped}/u.test(character) ? undefined : [character];
  }

  /** `[a-z\d]`; a bracket that comes first is a member. */
  private bracket(): void {
    const isNegated = this.source[this.at + 1] === '^';
    let at = this.at + (isNegated ? 2 : 1);
    const members: string[] = [];
    for (let isFirst = true; isFirst || this.source[at] !== ']'; isFirst = false) {
      const member = memberAt(this.source, at);
      const written = member === undefined ? undefined : this.memberText(member);
      if (member === undefined || written === undefined) {
        this.refuse(`'${this.source.slice(at, at + 2)}' in a class`);
        return;
      }
      at += member.length;
      members.push(written);
    }
    this.take(at + 1 - this.at, `[${isNegated ? '^' : ''}${members.join('')}]`);
  }

  private memberText(member: Member): string | undefined {
    if ('members' in member) return member.members;
    const { from, to } = member;
    const range = from === to ? quoted(from) : `${quoted(from)}-${quoted(to)}`;
    if (!this.flags.includes('i')) return range;
    if (to > '\u007f')
      return /\p{Changes_When_Casemapped}/u.test(`${from}${to}`) || from !== to ? undefined : range;
    return range + otherCases(from, to).map(quoted).join('');
  }
}

type Member = ({ readonly members: string } | { readonly from: string; readonly to: string }) & {
  readonly length: number;
};

/** A member of a class: a class of its own, a character, or a range. Undefined where engines differ. */
function memberAt(source: string, at: number): Member | undefined {
  const rest = source.slice(at);
  if (rest === '' || rest.startsWith('[:')) return undefined;
  const members = rest.startsWith('\\') ? CLASSES[rest[1] ?? ''] : undefined;
  if (members !== undefined) return { members, length: 2 };
  const first = memberCharacter(rest);
  if (first === undefined) return undefined;
  const second = rest.slice(first.length);
  if (!second.startsWith('-') || second.startsWith('-]')) {
    return { from: first.character, to: first.character, length: first.length };
  }
  const last = memberCharacter(second.slice(1));
  if (last === undefined) return undefined;
  return { from: first.character, to: last.character, length: first.length + 1 + last.length };
}

interface FoundCharacter {
  readonly character: string;
  /** In the source. */
  readonly length: number;
}

function memberCharacter(rest: string): FoundCharacter | undefined {
  if (rest.startsWith('\\')) return escapedCharacter(rest);
  const [character] = rest;
  return character === undefined
    ? undefined
    : { character: [...rest][0] ?? '', length: [...rest][0]?.length ?? 0 };
}

/** `\.`, `\t`, `\x41` or `\x{1F600}`; undefined for an escape that is not a character. */
function escapedCharacter(rest: string): FoundCharacter | undefined {
  const hex = /^\\x(?:([0-9a-f]{2})|\{([0-9a-f]{1,6})\})/i.exec(rest);
  if (hex !== null) {
    return {
      character: String.fromCodePoint(Number.parseInt(hex[1] ?? hex[2] ?? '', 16)),
      length: hex[0].length,
    };
  }
  const [, letter = ''] = rest;
  if (letter === '' || /[a-z0-9]/i.test(letter)) {
    const control = CONTROLS[letter];
    return control === undefined ? undefined : { character: control, length: 2 };
  }
  const character = [...rest.slice(1)][0] ?? '';
  return { character, length: 1 + character.length };
}

/** The other cases of the ASCII letters in a range. In RE2 the long s and the Kelvin sign are cases of s and k. */
function otherCases(from: string, to: string): readonly string[] {
  const found = new Set<string>();
  for (let code = from.charCodeAt(0); code <= to.charCodeAt(0); code++) {
    const character = String.fromCharCode(code);
    if (/[a-z]/i.test(character)) for (const one of asciiCases(character)) found.add(one);
  }
  return [...found];
}

function asciiCases(letter: string): readonly string[] {
  const special: Readonly<Record<string, string>> = { k: '\u212a', s: '\u017f' };
  const lower = letter.toLowerCase();
  return [lower, lower.toUpperCase(), ...(special[lower] ?? '')];
}

/** Any character other than an ASCII letter or digit may be escaped in every dialect. */
function quoted(character: string): string {
  return /[!-/:-@[-`{-~]/.test(character) ? `\\${character}` : character;
}
