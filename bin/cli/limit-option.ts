import { UserError } from './user-error';

/**
 * The number that `--limit` gives; undefined without the option.
 *
 * @param noun what is counted, in the plural
 */
export function readLimit(limit: string | undefined, noun: string): number | undefined {
  if (limit === undefined) return undefined;
  if (/^[1-9]\d{0,9}$/.test(limit)) return Number(limit);
  throw new UserError(`--limit is '${limit}'; write a whole number of ${noun}, 1 or more`);
}
