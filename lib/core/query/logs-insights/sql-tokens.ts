/** Why Logs Insights cannot say a query, as the end of a sentence. */
export class CannotSay extends Error {
  override readonly name = 'CannotSay';
}

const TOKEN =
  /\s*('(?:[^']|'')*'|"[^"]+"|[A-Za-z_]\w*(?:\.[A-Za-z_]\w*)?|\d+(?:\.\d+)?|<>|>=|<=|[(),=<>*/+-])/y;

/** The words and signs of a named query, in their order. */
export class SqlTokens {
  private readonly tokens: readonly string[];
  private at = 0;

  /** @throws {@link CannotSay} for what no named query has */
  constructor(sql: string) {
    const tokens: string[] = [];
    TOKEN.lastIndex = 0;
    while (TOKEN.lastIndex < sql.trimEnd().length) {
      const from = TOKEN.lastIndex;
      const [, token] = TOKEN.exec(sql) ?? [];
      if (token === undefined) throw new CannotSay(`it has '${sql.slice(from, from + 20).trim()}'`);
      tokens.push(token);
    }
    this.tokens = tokens;
  }

  /** The next token, which stays; '' at the end. */
  get next(): string {
    return this.tokens[this.at] ?? '';
  }

  /** Takes the next tokens if they are these. */
  takes(...words: readonly string[]): boolean {
    if (words.some((word, index) => this.tokens[this.at + index] !== word)) return false;
    this.at += words.length;
    return true;
  }

  /** Takes the next token. */
  take(): string {
    const token = this.next;
    this.at += 1;
    return token;
  }

  /** @throws {@link CannotSay} if the next token is another one */
  expect(word: string): void {
    if (!this.takes(word)) throw new CannotSay(REASONS[this.next] ?? `it has ${this.next || 'no'} ${word}`);
  }
}

const TIMES = 'it compares times, which are texts in Logs Insights; choose the time of the query instead';

/** What Logs Insights has nothing for, by the word that asks for it. */
export const REASONS: Readonly<Record<string, string>> = {
  WITH: 'it joins events with one another',
  JOIN: 'it joins events with one another',
  CASE: 'it chooses between values (CASE)',
  sum: 'it chooses between values (CASE)',
  date_trunc: 'it rounds the time of an event, and Logs Insights rounds @timestamp only',
  TIMESTAMP: TIMES,
  HAVING: TIMES,
  distinct_list: 'it lists the distinct values of a group',
  json_text: 'it searches a whole object, of which Logs Insights knows the members only',
  some_contains: 'it searches a list, each element of which is a field of its own in Logs Insights',
  joined: 'it reads a list, each element of which is a field of its own in Logs Insights',
  '*': 'it computes with a count',
  FALSE: 'it takes an absent field for false',
  '<': TIMES,
};
