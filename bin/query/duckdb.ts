import { UserError } from '../cli/user-error';

/** DuckDB's package, which is installed beside trailwatch by those who use it. */
export type Duckdb = typeof import('@duckdb/node-api');

/** @throws {@link UserError} if DuckDB is not installed, or not for this machine */
export async function loadDuckdb(
  load: () => Promise<Duckdb> = () => import('@duckdb/node-api'),
): Promise<Duckdb> {
  try {
    return await load();
  } catch (error) {
    const { message = '' } = (error ?? {}) as Partial<Error>;
    const isAbsent = /Cannot find (?:module|package) '@duckdb\/node-api'/.test(message);
    const [reason = ''] = message.split('\n');
    throw new UserError(
      isAbsent
        ? 'this command needs DuckDB, which is not installed; run npm install @duckdb/node-api where trailwatch is installed'
        : `DuckDB cannot be loaded on this machine (${reason}); run npm install @duckdb/node-api again where trailwatch is installed`,
    );
  }
}

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
  const disk = renderDiskReason(error);
  if (disk !== undefined)
    return `the temporary folder cannot be used: ${disk}; name another one in --temp-dir`;
  const line = place === undefined ? '' : ` (line ${place})`;
  if (/^Permission Error/.test(sentence)) {
    return `the SQL is refused: it may read the view events only, and no file, setting or extension${line}`;
  }
  if (isOutOfMemory(error)) {
    return 'the query needs more memory than --memory-limit, or more room than the disk of the temporary folder has';
  }
  return `the SQL cannot be run: ${sentence.replace(/^[A-Z]\w+ Error: /, '').replace(/[.!;]+$/, '')}${line}`;
}

/** Why a file cannot be read or written, where DuckDB says what the operating system said: its last words, in lower case. */
export function renderDiskReason(error: unknown): string | undefined {
  const { message = '' } = (error ?? {}) as Partial<Error>;
  const [, said] =
    /^(?:IO Error|Fatal Error|TransactionContext Error): [^\n]*: ([^:\n]+)/.exec(message) ?? [];
  if (said === undefined) return undefined;
  if (/no space left on device|not enough space/i.test(said)) return 'no space left on the device';
  return said.charAt(0).toLowerCase() + said.slice(1).replace(/[.!]+$/, '');
}

/** Whether DuckDB had too little memory, or its temporary folder too little room for what it did not hold in memory. */
export function isOutOfMemory(error: unknown): boolean {
  const { message = '' } = (error ?? {}) as Partial<Error>;
  return message.startsWith('Out of Memory Error');
}

/** Half of a surrogate pair, as JSON writes it. The backslash before it may itself be escaped: this finds too many. */
const LONE_SURROGATE = /\\ud[89a-f]/i;

/** The JSON of a record for DuckDB, which refuses half of a surrogate pair: U+FFFD is in its place. */
export function toDuckdbJson(value: object): string {
  const text = JSON.stringify(value);
  return LONE_SURROGATE.test(text) ? JSON.stringify(wellFormed(value)) : text;
}

function wellFormed(value: unknown): unknown {
  if (typeof value === 'string') return toWellFormed(value);
  if (Array.isArray(value)) return value.map(wellFormed);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, member]) => [toWellFormed(key), wellFormed(member)]),
  );
}

function toWellFormed(text: string): string {
  return Buffer.from(text, 'utf8').toString('utf8');
}
