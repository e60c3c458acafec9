/**
 * A wildcard of EventBridge as the texts between its stars: `*` stands for any characters, also none; `\*` is a star,
 * `\\` a backslash.
 */
export type WildcardPieces = readonly string[];

const STRAY_BACKSLASH = "a backslash may stand only before '*' or another backslash; double it to mean one";

/** Reads a wildcard. The problem is a sentence. */
export function parseWildcard(
  text: string,
): { readonly pieces: WildcardPieces } | { readonly problem: string } {
  const pieces: string[] = [];
  let piece = '';
  for (let at = 0; at < text.length; at++) {
    const character = text.charAt(at);
    if (character === '*') {
      if (text[at + 1] === '*')
        return { problem: "'**' is refused; one '*' stands for any number of characters" };
      pieces.push(piece);
      piece = '';
    } else if (character === '\\') {
      at += 1;
      if (text[at] !== '*' && text[at] !== '\\') return { problem: STRAY_BACKSLASH };
      piece += text[at];
    } else piece += character;
  }
  pieces.push(piece);
  return { pieces };
}

/** The wildcard that has these texts between its stars. */
export function renderWildcard(pieces: WildcardPieces): string {
  return pieces.map((piece) => piece.replace(/[\\*]/g, '\\$&')).join('*');
}

/** Whether the whole text fits. Each piece is looked for once, from the left, so that the time is linear in the text. */
export function fitsWildcard(pieces: WildcardPieces, text: string): boolean {
  const first = pieces[0] ?? '';
  if (pieces.length === 1) return text === first;
  const last = pieces.at(-1) ?? '';
  const end = text.length - last.length;
  if (end < first.length || !text.startsWith(first) || !text.endsWith(last)) return false;
  let at = first.length;
  for (const piece of pieces.slice(1, -1)) {
    const found = text.indexOf(piece, at);
    if (found === -1 || found + piece.length > end) return false;
    at = found + piece.length;
  }
  return true;
}
