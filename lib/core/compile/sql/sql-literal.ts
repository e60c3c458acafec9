/**
 * A text as SQL writes it. A control character, which some clients change on the way, is written with CHR; so the
 * literal may be an expression, and is in parentheses then.
 */
export function textLiteral(text: string): string {
  const pieces = text.split(/(\p{Cc})/u).filter((piece) => piece !== '');
  if (pieces.length === 0) return "''";
  const written = pieces.map((piece) => (isControl(piece) ? `CHR(${piece.charCodeAt(0)})` : quoted(piece)));
  return written.length === 1 ? (written[0] ?? "''") : `(${written.join(' || ')})`;
}

/** A list of texts for IN. */
export function textList(texts: readonly string[]): string {
  return `(${texts.map(textLiteral).join(', ')})`;
}

/** A name as SQL writes it, whatever is in it. */
export function quotedName(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}

/**
 * `"database"."table"`, of a name that is written with quotes or without: Athena takes a name with a hyphen only in quotes. A SELECT in
 * parentheses stays as it is.
 */
export function quotedTable(table: string): string {
  if (table.startsWith('(')) return table;
  const names = table.match(/"(?:[^"]|"")*"|[^".]+/g) ?? [];
  return names
    .map((name) => (name.startsWith('"') ? name.slice(1, -1).replaceAll('""', '"') : name))
    .map(quotedName)
    .join('.');
}

/** A text in which LIKE, with `ESCAPE '\'`, finds nothing special. */
export function likeEscaped(text: string): string {
  return text.replace(/[\\%_]/g, (character) => `\\${character}`);
}

/** A number as a literal of type DOUBLE, which is always written with an exponent. */
export function doubleLiteral(value: number): string {
  return value.toExponential().replace('e+', 'E').replace('e', 'E');
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}

function isControl(piece: string): boolean {
  return /^\p{Cc}$/u.test(piece);
}
