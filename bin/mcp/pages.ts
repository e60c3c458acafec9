import { randomBytes } from 'node:crypto';
import type { Json, JsonObject } from '../../lib/core/json/json-value';
import { UserError } from '../cli/user-error';
import type { Answer, AnswerRow } from './answer';

/** One page of an answer. */
export interface Page extends Pick<Answer, 'messages' | 'limit' | 'isFailed'> {
  readonly summary?: JsonObject;
  readonly total: number;
  readonly rows: readonly Json[];
  /** Rows that neither this page nor an earlier one gives, by severity, or all together where rows have none. */
  readonly leftOut: Readonly<Record<string, number>>;
  /** What the next page is asked with; absent on the last one. */
  readonly cursor?: string;
}

/** How large a page may be, in bytes of JSON. */
export interface PageSize {
  /** What a page of several rows has. */
  readonly wanted: number;
  /** What the server gives at most: a row that is larger than a page is given alone, up to here. */
  readonly most: number;
}

/** Answers of which further pages may be asked for are kept, this many. */
const MAX_KEPT = 8;

/** What messages and names around the rows take. */
const AROUND_BYTES = 400;

/** The pages of the last answers. */
export class Pages {
  private readonly kept = new Map<string, { readonly call: string; readonly answer: Answer }>();

  constructor(private readonly newName: () => string = () => randomBytes(6).toString('hex')) {}

  /**
   * The first page.
   *
   * @param call what was asked, without the cursor: only the same call gets the next page
   */
  first(call: string, answer: Answer, size: PageSize): Page {
    return this.page({ call, answer, from: 0, size }, this.newName());
  }

  /**
   * The page of a cursor.
   *
   * @throws {@link UserError} if it is of another call, or no longer kept
   */
  next(call: string, cursor: string, size: PageSize): Page {
    const [name = '', from = ''] = cursor.split('.');
    const known = this.kept.get(name);
    if (known === undefined || !/^\d{1,9}$/.test(from))
      throw new UserError('the answer of this cursor is no longer kept; leave it out to ask again');
    if (known.call !== call)
      throw new UserError('this cursor is of another call; repeat the arguments of the call that gave it');
    return this.page({ ...known, from: Number(from), size }, name);
  }

  private page(
    asked: { readonly call: string; readonly answer: Answer; readonly from: number; readonly size: PageSize },
    name: string,
  ): Page {
    const { call, answer, from, size } = asked;
    const { summary, rows, total, beyond, ...rest } = answer;
    const isFirst = from === 0;
    const head = isFirst && summary !== undefined ? { summary } : {};
    const until =
      from + fitting(rows.slice(from), size, bytesOf(head) + (isFirst ? bytesOf(rest.messages) : 0));
    const hasMore = until < rows.length;
    this.kept.delete(name);
    if (hasMore) this.keep(name, { call, answer });
    return {
      ...{ ...rest, ...head, total },
      messages: isFirst ? rest.messages : [],
      rows: rows.slice(from, until).map(({ row }) => row),
      leftOut: leftOutOf(rows.slice(until), beyond),
      ...(hasMore ? { cursor: `${name}.${until}` } : {}),
    };
  }

  private keep(name: string, one: { readonly call: string; readonly answer: Answer }): void {
    this.kept.set(name, one);
    const [oldest] = this.kept.keys();
    if (this.kept.size > MAX_KEPT && oldest !== undefined) this.kept.delete(oldest);
  }
}

/** How many rows a page takes: one at least, unless it is larger than any answer may be. */
function fitting(rows: readonly AnswerRow[], { wanted, most }: PageSize, taken: number): number {
  let bytes = taken + AROUND_BYTES;
  if (bytes > most) throw tooLarge(bytes, most);
  for (const [at, { row }] of rows.entries()) {
    bytes += bytesOf(row) + 1;
    if (bytes <= wanted) continue;
    if (at > 0) return at;
    if (bytes > most) throw tooLarge(bytes, most);
    return 1;
  }
  return rows.length;
}

function tooLarge(bytes: number, most: number): UserError {
  return new UserError(
    `limit resultBytes: the answer has ${bytes} bytes in one piece, and the server gives ${most}; choose fewer accounts, Regions or days, or a shorter detail. Whoever starts the server raises it with --max-result.`,
  );
}

function bytesOf(value: unknown): number {
  return Buffer.byteLength(JSON.stringify(value));
}

function leftOutOf(
  rows: readonly AnswerRow[],
  beyond: ReadonlyMap<string, number>,
): Readonly<Record<string, number>> {
  const counts = new Map(beyond);
  for (const { severity } of rows) counts.set(severity, (counts.get(severity) ?? 0) + 1);
  return Object.fromEntries(
    [...counts].map(([severity, count]) => [severity === '' ? 'rows' : severity, count]),
  );
}
