/** What DuckDB says about a statement, as one sentence: its first lines, and where. */
export function renderSqlError(error: unknown): string {
  // Not `instanceof`: under test runners, errors of native modules come from another realm.
  const { message = String(error) } = (error ?? {}) as Partial<Error>;
  const [said = '', place] = message.split(/\n+LINE (\d+):/);
  const sentence = said
    .replace(/^Failed to extract statements: /, '')
    .trim()
    .replace(/[.!]?\s*\n\s*/g, '; ');
  // What DuckDB's package says of a text without a statement, such as a comment.
  if (sentence === 'Error in native callback') return 'the SQL has no statement; write one SELECT';
  const line = place === undefined ? '' : ` (line ${place})`;
  if (/^Permission Error/.test(sentence)) {
    return `the SQL is refused: it may read the view events only, and no file, setting or extension${line}`;
  }
  if (/^Out of Memory Error/.test(sentence)) {
    return 'the query needs more memory than --memory-limit, or more room than the disk of the temporary folder has';
  }
  return `the SQL cannot be run: ${sentence.replace(/^[A-Z]\w+ Error: /, '').replace(/[.!;]+$/, '')}${line}`;
}
