import { gunzipSync } from 'node:zlib';
import { isGzip } from './gzip-header';

/** Maximum size to which one value of a file may be decoded, all its parts together. */
export const MAX_DECODED_BYTES = 64 * 1024 * 1024;

/** How much may still be decoded: base64 and gzip can be nested, and grow a thousandfold. */
export class DecodingBudget {
  constructor(private left: number) {}

  /** Whether this number of bytes may still be decoded; they are then used up. */
  take(bytes: number): boolean {
    this.left -= bytes;
    return this.left >= 0;
  }

  get bytes(): number {
    return Math.max(0, this.left);
  }
}

const JSON_BEGINNING = /^\s*[{[]/;
const BASE64 = /^[A-Za-z0-9+/\s]{8,}={0,2}\s*$/;

/** The JSON in a base64 text, packed by gzip or not; undefined if it is not JSON, or longer than the budget allows. */
export function decodeData(data: string, budget: DecodingBudget): string | undefined {
  const text = BASE64.test(data) ? decodeText(data, budget) : undefined;
  return text !== undefined && JSON_BEGINNING.test(text) ? text : undefined;
}

function decodeText(data: string, budget: DecodingBudget): string | undefined {
  const bytes = Buffer.from(data, 'base64');
  if (!isGzip(bytes)) return budget.take(bytes.length) ? bytes.toString() : undefined;
  try {
    const maxOutputLength = Math.max(1, Math.min(budget.bytes, MAX_DECODED_BYTES));
    const text = gunzipSync(bytes, { maxOutputLength });
    return budget.take(text.length) ? text.toString() : undefined;
  } catch {
    return undefined;
  }
}
