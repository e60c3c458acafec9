/** `*`, `+` or `{n,}`, lazy or not. */
const ENDLESS = /^(?:[*+]|\{\d+,\})\??/;

/**
 * Whether an expression repeats without end what already repeats without end, as `(a+)+` does. RE2 searches for it
 * in linear time, but an engine that backtracks, such as that of most SQL, may need time that doubles with each
 * character. Expects an expression that compiles.
 */
export function repeatsRepetition(expression: string): boolean {
  // One entry for each open group: whether something in it repeats without end.
  const groups = [false];
  for (let at = 0; at < expression.length; ) {
    const piece = pieceAt(expression, at);
    at += piece.length;
    if (piece === '(') {
      groups.push(false);
      continue;
    }
    const closed = piece === ')' && groups.length > 1 ? groups.pop() === true : false;
    const repetition = ENDLESS.exec(expression.slice(at, at + 12))?.[0] ?? '';
    if (closed && repetition !== '') return true;
    if (closed || repetition !== '') groups[groups.length - 1] = true;
    at += repetition.length;
  }
  return false;
}

/** A character, an escaped one, or a whole class. */
function pieceAt(expression: string, at: number): string {
  if (expression[at] === '\\') return expression.slice(at, at + 2);
  if (expression[at] !== '[') return expression.charAt(at);
  // A bracket that comes first in a class is itself.
  let end = at + (expression[at + 1] === '^' ? 3 : 2);
  while (end < expression.length && expression[end] !== ']') end += expression[end] === '\\' ? 2 : 1;
  return expression.slice(at, end + 1);
}
