/**
 * The text without letter case: how every comparison that is not `cased` reads both of its sides.
 *
 * Each code point becomes its lower-case form where that is one code point, and stays as it is otherwise, whatever
 * stands around it. So `İ` stays itself and `Σ` is always `σ`: a prefix of a text folds to a prefix of its folded
 * text, `?` still stands for one character, and SQL's LOWER, which works the same way, agrees. For ASCII this is
 * plain lower case.
 */
export function foldCase(text: string): string {
  if (isAscii(text)) return text.toLowerCase();
  let folded = '';
  for (const character of text) folded += foldCharacter(character);
  return folded;
}

/** Whether a text has characters of ASCII only, control characters among them. */
export function isAscii(text: string): boolean {
  return ASCII.test(text);
}

const ASCII = /^\p{ASCII}*$/u;

function foldCharacter(character: string): string {
  const lower = character.toLowerCase();
  return [...lower].length === 1 ? lower : character;
}

/** How texts are read that are compared with or without letter case. */
export function foldingOf({ cased }: { readonly cased: boolean }): (text: string) => string {
  return cased ? (text) => text : foldCase;
}
