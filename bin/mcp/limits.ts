import { UserError } from '../cli/user-error';
import { parseBytes } from '../query/remote-query';

/** The limits of each call, which whoever starts the server sets. */
export interface Limits {
  /** Rows that a call collects, and its pages give. */
  readonly rows: number;
  /** Bytes of an answer that is in one piece: a document, or a row. */
  readonly resultBytes: number;
  /** Bytes of files and objects, as they are stored, that a call may read. */
  readonly readBytes: number;
  /** Seconds from the beginning of a call to its end. */
  readonly seconds: number;
}

/** The maximum number of concurrent calls. Further ones are rejected, so that no client can overload the machine. */
export const MAX_CALLS = 4;

/** The bytes of a page of rows: a model reads them all. */
export const USUAL_BYTES = 16 * 1024;

/** How many answers of the maximum size the server keeps of one call, for its further pages. */
export const KEPT_ANSWERS = 64;

/** The options of `trailwatch mcp` that set limits, as the command line names them. */
export interface LimitOptions {
  readonly maxRows?: string;
  readonly maxResult?: string;
  readonly maxRead?: string;
  readonly maxSeconds?: string;
}

/** Limits suitable for a reader and a model's context; a CloudTrail file has a megabyte at most. */
const USUAL: Limits = { rows: 1000, resultBytes: 256 * 1024, readBytes: 1024 ** 3, seconds: 60 };

/** How to raise each limit, for messages. */
const OPTIONS: Readonly<Record<keyof Limits, string>> = {
  rows: '--max-rows',
  resultBytes: '--max-result',
  readBytes: '--max-read',
  seconds: '--max-seconds',
};

/** The names of all limits. */
export const LIMIT_NAMES = Object.keys(OPTIONS) as readonly (keyof Limits)[];

/** @throws {@link UserError} if an option is no size or no number */
export function parseLimits({ maxRows, maxResult, maxRead, maxSeconds }: LimitOptions): Limits {
  return {
    rows: maxRows === undefined ? USUAL.rows : parseCount(OPTIONS.rows, maxRows),
    resultBytes:
      maxResult === undefined ? USUAL.resultBytes : parseBytes(OPTIONS.resultBytes, maxResult, '256KB'),
    readBytes: maxRead === undefined ? USUAL.readBytes : parseBytes(OPTIONS.readBytes, maxRead, '1GB'),
    seconds: maxSeconds === undefined ? USUAL.seconds : parseCount(OPTIONS.seconds, maxSeconds),
  };
}

function parseCount(option: string, text: string): number {
  const count = Number(text);
  if (/^\d{1,9}$/.test(text) && count > 0) return count;
  throw new UserError(`${option} is '${text}'; write a whole number, 1 or more`);
}

const ADVICE: Readonly<Record<keyof Limits, string>> = {
  rows: 'choose fewer accounts, Regions or days, or count with a query',
  resultBytes: 'choose fewer accounts, Regions or days, or fewer columns of a query',
  readBytes: 'name a folder further down, or fewer accounts, Regions or days',
  seconds: 'choose fewer accounts, Regions or days',
};

/** The limit that was reached, as a sentence for the caller. */
export function renderLimit(name: keyof Limits, { [name]: limit }: Limits): string {
  const words: Readonly<Record<keyof Limits, readonly [reached: string, unit: string]>> = {
    rows: ['the result was cut after', 'row'],
    resultBytes: ['the result has more than', 'byte'],
    readBytes: ['the call would read more than', 'byte'],
    seconds: ['the call was ended after', 'second'],
  };
  const [reached, unit] = words[name];
  const found = `${reached} ${limit} ${unit}${limit === 1 ? '' : 's'}`;
  return `limit ${name}: ${found}; ${ADVICE[name]}. Whoever starts the server raises it with ${OPTIONS[name]}.`;
}
