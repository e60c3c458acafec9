import { permute } from './permute';
import { PUBLIC_WORDS } from './public-words';
import type { RuleWords } from './rule-words';

const DIGITS = '0123456789';
const HEX = '0123456789abcdef';
const LETTERS = 'abcdefghijklmnopqrstuvwxyz';
const BASE32 = 'abcdefghijklmnopqrstuvwxyz234567';
const BASE36 = LETTERS + DIGITS;
/** Where letters that ASCII does not have go to. */
const ACCENTED = 'àáâãäåæçèéêëìíîïðñòóôõöøùúûüýþ';

/** What ids of IAM begin with. @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html#identifiers-prefixes */
const UNIQUE_ID = /^(?:abia|acca|agpa|aida|aipa|akia|anpa|anva|apka|aroa|asca|asia)(?=[a-z0-9]{12,}$)/;

/** Numbers of so many digits are counts, ports and years. */
const MAX_PLAIN_DIGITS = 5;
const DATE = /^(?:19|20)\d\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])$/;

/** So many words are remembered. */
const MAX_REMEMBERED = 100_000;

/** Beyond this the word that comes out is taken as it is. */
const MAX_TRIES = 1_000;

/** A kind of words: each is replaced by one of the same kind. */
interface Shape {
  readonly kind: string;
  /** How many characters at the beginning stay. */
  readonly kept: number;
  readonly alphabetAt: (at: number) => string;
}

/**
 * Replaces words: letters by letters and digits by digits, ids by ids of the same form. Different words become different ones. What rules look for
 * and the words of AWS stay.
 */
export class WordRedactor {
  private readonly remembered = new Map<string, string>();
  private readonly parts: RegExp | undefined;

  constructor(
    private readonly key: Uint8Array,
    private readonly rules: RuleWords,
  ) {
    const parts = [...rules.parts].sort((one, other) => other.length - one.length);
    if (parts.length > 0) this.parts = new RegExp(`(${parts.join('|')})`, 'u');
  }

  /** The word that stands for a word, in the same letter case. */
  redact(word: string): string {
    const lower = word.toLowerCase();
    const known = this.remembered.get(lower);
    const redacted = known ?? this.redactLower(lower);
    if (known === undefined && this.remembered.size < MAX_REMEMBERED) this.remembered.set(lower, redacted);
    return inCaseOf(word, redacted);
  }

  /** Whether a word says nothing of who uses AWS. */
  isPublic(lower: string): boolean {
    return (
      lower.length === 1 ||
      PUBLIC_WORDS.has(lower) ||
      this.rules.words.has(lower) ||
      (lower.length <= MAX_PLAIN_DIGITS && /^\d+$/.test(lower)) ||
      DATE.test(lower)
    );
  }

  private redactLower(lower: string): string {
    if (this.isPublic(lower)) return lower;
    const shape = shapeOf(lower);
    if (shape.kind === 'word' && this.parts?.test(lower) === true)
      // Split at the groups of the expression: the parts stay where they are.
      return lower
        .split(this.parts)
        .map((piece, at) => (at % 2 === 1 || piece === '' ? piece : this.replace(piece, WORD_SHAPE(piece))))
        .join('');
    return this.replace(lower, shape);
  }

  /** Goes on until the word is of the same kind and none that stays; so no two words end at the same. */
  private replace(lower: string, shape: Shape): string {
    const characters = [...lower];
    const alphabets = characters.map((_, at) => shape.alphabetAt(at));
    const radices = alphabets.slice(shape.kept).map(({ length }) => length);
    let digits: readonly number[] = characters.slice(shape.kept).map((character, at) => {
      const alphabet = alphabets[at + shape.kept] as string;
      const found = alphabet.indexOf(character);
      return found < 0 ? (character.codePointAt(0) as number) % alphabet.length : found;
    });
    let redacted = lower;
    for (let tries = 0; tries < MAX_TRIES; tries++) {
      digits = permute(digits, radices, this.key);
      redacted =
        lower.slice(0, shape.kept) + digits.map((digit, at) => alphabets[at + shape.kept]?.[digit]).join('');
      if (shapeOf(redacted).kind === shape.kind && !this.isPublic(redacted)) return redacted;
    }
    return redacted;
  }
}

function shapeOf(lower: string): Shape {
  if (/^\d+$/.test(lower))
    return { kind: lower.startsWith('0') ? 'zeros' : 'number', kept: 0, alphabetAt: () => DIGITS };
  if (UNIQUE_ID.test(lower)) {
    const isBase32 = /^[a-z2-7]+$/.test(lower);
    return { kind: isBase32 ? 'id' : 'old-id', kept: 4, alphabetAt: () => (isBase32 ? BASE32 : BASE36) };
  }
  if (/^(?=.*\d)(?=.*[a-f])[0-9a-f]{8,}$/.test(lower)) return { kind: 'hex', kept: 0, alphabetAt: () => HEX };
  return WORD_SHAPE(lower);
}

const WORD_SHAPE = (lower: string): Shape => {
  const characters = [...lower];
  return {
    ...{ kind: 'word', kept: 0 },
    alphabetAt: (at) => {
      const character = characters[at] as string;
      if (/\d/.test(character)) return DIGITS;
      return /[a-z]/.test(character) ? LETTERS : ACCENTED;
    },
  };
};

function inCaseOf(word: string, redacted: string): string {
  if (word === word.toLowerCase()) return redacted;
  if (word === word.toUpperCase()) return redacted.toUpperCase();
  const written = [...word];
  return [...redacted]
    .map((character, at) => {
      const like = written[at] ?? '';
      return like !== like.toLowerCase() ? character.toUpperCase() : character;
    })
    .join('');
}
