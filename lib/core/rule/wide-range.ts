/** How a range of addresses ends that is a large part of all addresses: two of `/1` are all of them. */
export const WIDE_RANGE_ENDS: readonly string[] = [0, 1, 2, 3, 4, 5, 6, 7].map((bits) => `/${bits}`);

/** Whether a range in CIDR notation, of either version, is every address or a large part of them: `/7` or wider. */
export function isWideRange(range: string): boolean {
  return WIDE_RANGE_ENDS.some((end) => range.endsWith(end));
}
