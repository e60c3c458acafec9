/** Comments and texts; and names in quotes, in which neither begins. */
const IGNORED = /"(?:[^"]|"")*"|--[^\n]*|\/\*[\s\S]*?\*\/|'(?:[^']|'')*'/g;

const WITH = /^(?:\s|--[^\n]*\n|\/\*[\s\S]*?\*\/)*WITH\b(\s+RECURSIVE\b)?/i;

/** How often a query reads `events`, at most: each place that names it may be a reading of all its files. */
export function readingsOf(sql: string): number {
  return withoutTexts(sql).match(/\bevents\b(?!\s*[.(])/gi)?.length ?? 0;
}

/** The SQL without its comments, and without texts. */
export function withoutTexts(sql: string): string {
  return sql.replace(IGNORED, (found) => (found.startsWith('"') ? found : ' '));
}

/**
 * A SELECT of the user with a view, on a line of its own. As many characters follow as before, so that places in the text stay
 * what they are.
 *
 * @param view such as `events AS (SELECT …)`
 */
export function withView(sql: string, view: string): string {
  const [lead = '', recursive = ''] = WITH.exec(sql) ?? [];
  const text = sql.replace(/[;\s]+$/, '');
  if (lead === '') return `WITH ${view}\n${text}`;
  const rest = lead.replace(/\bWITH\b(\s+RECURSIVE\b)?$/i, (word) => `,${' '.repeat(word.length - 1)}`);
  return `WITH${recursive === '' ? '' : ' RECURSIVE'} ${view}\n${rest}${text.slice(lead.length)}`;
}

/** Two columns may have one name in SQL, and not in JSON. */
export function uniqueNames(names: readonly string[]): readonly string[] {
  const used = new Map<string, number>();
  return names.map((name) => {
    const count = used.get(name) ?? 0;
    used.set(name, count + 1);
    return count === 0 ? name : `${name}_${count}`;
  });
}
