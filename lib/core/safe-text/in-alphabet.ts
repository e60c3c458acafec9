/** Compares texts as times and names are compared: below 0 if the first one comes first. */
export function inAlphabet(one: string, other: string): number {
  if (one === other) return 0;
  return one < other ? -1 : 1;
}
