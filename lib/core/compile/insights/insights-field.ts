import { type FieldShape, fieldShape } from '../../record/field-shape';
import { isOwnField, whyUnseen } from '../../rule/own-field';
import { Compilation } from '../compilation';
import type { Assumption, CompileOptions } from '../compile-result';
import type { TextPattern } from '../text-question';

/** A field of a record as Logs Insights discovers it: one that holds neither an object nor an array. */
export class InsightsField {
  /** Refused where no discovered field has it. */
  static of(name: string): Compilation<InsightsField> {
    if (isOwnField(name))
      return Compilation.refuse({ code: 'own-field', field: name, reason: whyUnseen(name) });
    const shape = fieldShape(name);
    const refused = (code: string, reason: string) => Compilation.refuse({ code, field: name, reason });
    if (/[`\p{Cc}]/u.test(name)) return refused('bad-name', `the name '${name}' cannot be used in a query`);
    const [list = name] = shape.lists;
    if (shape.kind === 'list' || shape.lists.length > 0) {
      const reason = `'${list}' is an array, whose elements are separate fields in Logs Insights (${list}.0, ${list}.1)`;
      return refused('list', reason);
    }
    if (shape.kind === 'object') {
      return refused('object', `'${name}' is an object, and Logs Insights knows only its members; name one`);
    }
    return Compilation.of(new InsightsField(name, shape));
  }

  private constructor(
    readonly name: string,
    readonly shape: FieldShape,
  ) {}

  /** The name as it is in a query. */
  get text(): string {
    return /^[A-Za-z0-9.]+$/.test(this.name) ? this.name : `\`${this.name}\``;
  }

  /** Why the field cannot be compared as asked. */
  refuse(code: string, reason: string): Compilation<never> {
    return Compilation.refuse({ code, field: this.name, reason });
  }

  /** What it takes to compare the field, where the options allow the assumption. */
  assume(code: Assumption['code'], options: CompileOptions, otherwise: string): Compilation<null> {
    const { name: field } = this;
    return Compilation.assume({ code, field }, options, { code: `no-${code}`, field, reason: otherwise });
  }

  /** What it takes for an open field to be no object and no array, and in none. */
  asScalar(options: CompileOptions): Compilation<null> {
    if (this.shape.kind !== 'open') return Compilation.of(null);
    const reason = `'${this.name}' may be an object or an array, whose members are separate fields in Logs Insights`;
    return this.assume('scalar-field', options, reason);
  }
}

/** Texts of these characters are written between quotation marks as they are; AWS documents no escapes. */
const PLAIN = /^[\x20-\x7e]*$/;
const UNSETTLED = /["'\\]/;

/** Whether a text can be written between quotation marks. */
export function isPlain(text: string): boolean {
  return text !== '' && PLAIN.test(text) && !UNSETTLED.test(text);
}

/** A text between quotation marks. */
export function quoted(text: string): string {
  return `"${text}"`;
}

/**
 * The regular expression of a pattern for a whole text, as RE2 and Java read it alike: `^`, `\z`, and numbers for all
 * characters but letters, digits and a few signs.
 */
export function patternExpression(pattern: TextPattern): string {
  const leading = pattern.findIndex((part) => !('any' in part));
  const begins = leading > 0 ? '' : '^';
  const ends = pattern.length > 1 && 'any' in (pattern.at(-1) ?? {}) ? '' : '\\z';
  const from = Math.max(leading, 0);
  const to = ends === '' ? trailing(pattern) : pattern.length;
  const inner = pattern.slice(from, to).map((part) => {
    if ('text' in part) return escaped(part.text);
    return 'any' in part ? '[\\s\\S]*' : '[\\s\\S]';
  });
  return `/${begins}${inner.join('')}${ends}/`;
}

function trailing(pattern: TextPattern): number {
  let end = pattern.length;
  while (end > 0 && 'any' in (pattern[end - 1] ?? {})) end--;
  return end;
}

function escaped(text: string): string {
  return [...text].map(escapedCharacter).join('');
}

function escapedCharacter(character: string): string {
  if (/[A-Za-z0-9 _:@%=,<>#~-]/.test(character)) return character;
  if (/[.*+?()[\]{}|^$]/.test(character)) return `\\${character}`;
  return `\\x{${(character.codePointAt(0) ?? 0).toString(16)}}`;
}

/** A regular expression as it is written between slashes, with numbers for characters that might end it or cannot be read. */
export function betweenSlashes(expression: string): string {
  const readable = expression.replaceAll('\\/', '\\x{2f}').replace(/[^\x20-\x7e]/gu, (character) => {
    return `\\x{${(character.codePointAt(0) ?? 0).toString(16)}}`;
  });
  return `/${readable}/`;
}
