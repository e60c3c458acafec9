import { remembered } from '../../keyed/remembered';

/** The value of a context key that a policy variable names; undefined when the request has none. */
export type Variables = (key: string) => string | undefined;

/** How the text of a policy is to be read. */
export interface PatternReading {
  /** `*` matches any characters and `?` any one; otherwise they are themselves. */
  readonly wildcards: boolean;
  readonly ignoreCase?: boolean;
  /** Absent in policies older than version 2012-10-17, where `${…}` is plain text. */
  readonly variables?: Variables;
}

// `${aws:username}`, `${aws:PrincipalTag/team, 'none'}`, and `${*}`, `${?}`, `${$}` for the characters themselves
const VARIABLE = /\$\{([^}]*)\}/;
const VARIABLE_BODY = /^\s*([A-Za-z0-9-]+:[^,\s]+)\s*(?:,\s*'([^']*)'\s*)?$/;

/** A parsed pattern: characters as numbers, `*` and `?` as `ANY_RUN` and `ANY_ONE`. */
type Pieces = readonly number[];

/**
 * A placeholder in a text for any characters, including none: in a pattern, only `*` matches it. A private use character, which
 * no name has.
 */
export const ANY_TEXT = '\u{E002}';
/** A placeholder in a text for any one character: in a pattern, `*` and `?` match it. */
export const ANY_CHARACTER = '\u{E003}';
const ANY_TEXT_CODE = ANY_TEXT.charCodeAt(0);

const ANY_RUN = -1;
const ANY_ONE = -2;

/**
 * Whether a text fits a pattern of a policy. A variable without a value fits nothing: it is "effectively null"
 * (IAM User Guide, "Policy variables with no value"). Wildcards inside a variable's value are plain text. Takes time in
 * proportion to the length of the pattern times that of the text at most.
 *
 * Throws on a `${…}` that is not a variable.
 */
export function matchesPattern(pattern: string, text: string, reading: PatternReading): boolean {
  const pieces = piecesOf(pattern, reading);
  return pieces !== undefined && fits(pieces, reading.ignoreCase === true ? text.toLowerCase() : text);
}

/** Each `*` takes as little as it can, and one more whenever what follows does not fit. */
function fits(pieces: Pieces, text: string): boolean {
  let [piece, place, star, taken] = [0, 0, -1, 0];
  while (place < text.length) {
    const wanted = pieces[piece];
    if (wanted === ANY_RUN) {
      star = piece;
      taken = place;
      piece += 1;
    } else if (fitsOne(wanted, text.charCodeAt(place))) {
      piece += 1;
      place += 1;
    } else if (star >= 0) {
      taken += 1;
      place = taken;
      piece = star + 1;
    } else {
      return false;
    }
  }
  while (pieces[piece] === ANY_RUN) piece += 1;
  return piece === pieces.length;
}

function fitsOne(wanted: number | undefined, code: number): boolean {
  return wanted === code || (wanted === ANY_ONE && code !== ANY_TEXT_CODE);
}

/** A text that fits exactly the patterns that fit every text of this pattern, but for some that are written unusually. */
export function everyTextOf(pattern: string): string {
  return pattern.replaceAll('*', ANY_TEXT).replaceAll('?', ANY_CHARACTER);
}

/** Whether a text has a policy variable in it. */
export function hasVariable(text: string): boolean {
  return text.includes('${');
}

/** Parsed patterns without variables, by how they are read. The same few are tested on thousands of requests. */
const MAX_KNOWN = 20_000;
const READERS = [false, true].flatMap((wildcards) =>
  [false, true].map((ignoreCase) =>
    remembered((text) => plainPieces(text, wildcards, ignoreCase), MAX_KNOWN),
  ),
);

function piecesOf(pattern: string, reading: PatternReading): Pieces | undefined {
  const { variables, wildcards, ignoreCase = false } = reading;
  if (variables !== undefined && hasVariable(pattern)) return withVariables(pattern, reading, variables);
  return READERS[(wildcards ? 2 : 0) + (ignoreCase ? 1 : 0)]?.(pattern);
}

function withVariables(
  pattern: string,
  { wildcards, ignoreCase = false }: PatternReading,
  variables: Variables,
): Pieces | undefined {
  // split() keeps the captured body of each variable at the odd places
  const parts = pattern.split(VARIABLE).map((part, place) => {
    if (place % 2 === 0) {
      if (hasVariable(part)) throw new Error(`a policy variable is not closed: '${pattern}'`);
      return plainPieces(part, wildcards, ignoreCase);
    }
    const value = variableValue(part, pattern, variables);
    return value === undefined ? undefined : plainPieces(value, false, ignoreCase);
  });
  return parts.includes(undefined) ? undefined : parts.flatMap((part) => part ?? []);
}

function variableValue(body: string, pattern: string, variables: Variables): string | undefined {
  if (['*', '?', '$'].includes(body)) return body;
  const [, key, fallback] = VARIABLE_BODY.exec(body) ?? [];
  if (key === undefined) throw new Error(`'\${${body}}' is not a policy variable, in '${pattern}'`);
  return variables(key) ?? fallback;
}

function plainPieces(text: string, wildcards: boolean, ignoreCase: boolean): Pieces {
  const folded = ignoreCase ? text.toLowerCase() : text;
  return Array.from({ length: folded.length }, (_, place) => {
    const character = folded[place];
    if (wildcards && character === '*') return ANY_RUN;
    return wildcards && character === '?' ? ANY_ONE : folded.charCodeAt(place);
  });
}
