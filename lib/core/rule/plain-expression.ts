/**
 * The engine's own search of a plain regular expression, or nothing where the expression is not plain.
 *
 * Plain ones are literals, groups, lists of characters, alternatives and `?`, with a repetition of one list of characters at most, and
 * that behind `^`. RE2 and JavaScript read these alike, and a backtracking search tries no more ways through the
 * expression from each place of a text than {@link MAX_WAYS}. Most expressions of rules are plain, and this search takes a small part
 * of the time that RE2 in JavaScript takes, and no library.
 *
 * @see https://github.com/google/re2/wiki/Syntax
 * @see https://tc39.es/ecma262/#sec-patterns
 */
export function toPlainSearch(expression: string, flags: string): ((text: string) => boolean) | undefined {
  if (/[^is]/.test(flags) || !isPlain(expression)) return undefined;
  // With `u`, letters are folded as Unicode does simply, which is how RE2 folds them.
  const search = new RegExp(expression, flags.includes('i') ? 'iu' : 'u');
  return (text) => search.test(text);
}

/** As many as RE2's programs may have steps. */
const MAX_WAYS = 2000;
/** Deeper than any expression of a rule. */
const MAX_DEPTH = 20;

const LITERAL = /[\w \-"'/,:;=<>@!&%~#`]|\\[\^$\\.*+?()[\]{}|/]/y;
const CHARACTERS = /\[(?:[a-z]-[a-z]|[A-Z]-[A-Z]|[0-9]-[0-9]|[\w "'/,:;=<>@!%#.+*?(){}|])+\]/y;
const GROUP = /\((?:\?:)?/y;

/** What has been read of an expression, and where the next character is. */
interface Reading {
  readonly text: string;
  at: number;
  repetitions: number;
  depth: number;
}

function isPlain(text: string): boolean {
  const reading: Reading = { text, at: 0, repetitions: 0, depth: 0 };
  const ways = waysOfSequence(reading);
  // With one alternative, `^` binds all that follows: the search begins at one place, and may try each length there.
  if (reading.at === text.length) return isBounded(ways, reading.repetitions, text.startsWith('^') ? 1 : 0);
  if (!takes(reading, /\|/y)) return false;
  return isBounded(ways + waysOfAlternatives(reading), reading.repetitions, 0) && reading.at === text.length;
}

function isBounded(ways: number, repetitions: number, most: number): boolean {
  return ways <= MAX_WAYS && repetitions <= most;
}

/** How many ways a search may take through alternatives at the most; not a number where they are not plain. */
function waysOfAlternatives(reading: Reading): number {
  let ways = waysOfSequence(reading);
  while (takes(reading, /\|/y)) ways += waysOfSequence(reading);
  return ways;
}

function waysOfSequence(reading: Reading): number {
  let ways = 1;
  while (reading.at < reading.text.length && !'|)'.includes(reading.text[reading.at] ?? '')) {
    ways *= waysOfPart(reading);
    if (!(ways <= MAX_WAYS)) return Number.POSITIVE_INFINITY;
  }
  return ways;
}

function waysOfPart(reading: Reading): number {
  if (takes(reading, /[\^$](?![?*+{])/y)) return 1;
  const isList = takes(reading, CHARACTERS);
  const ways = isList || takes(reading, LITERAL) ? 1 : waysOfGroup(reading);
  if (takes(reading, /\?(?![?*+{])/y)) return ways + 1;
  if (!isList || !takes(reading, /[*+](?![?*+{])/y)) return ways;
  reading.repetitions += 1;
  return ways;
}

function waysOfGroup(reading: Reading): number {
  if (reading.depth === MAX_DEPTH || !takes(reading, GROUP)) return Number.POSITIVE_INFINITY;
  reading.depth += 1;
  const ways = waysOfAlternatives(reading);
  reading.depth -= 1;
  return takes(reading, /\)/y) ? ways : Number.POSITIVE_INFINITY;
}

function takes(reading: Reading, what: RegExp): boolean {
  what.lastIndex = reading.at;
  if (!what.test(reading.text)) return false;
  reading.at = what.lastIndex;
  return true;
}
