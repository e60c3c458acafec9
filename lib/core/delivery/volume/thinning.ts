/** So many records of a file are counted one by one, and then so many for each power of ten. */
const COUNTED = 1_000;

const TEN = 10;

/**
 * For how many records of its file a record stands, by its place from 0: every record of the first thousand for itself, then every tenth for
 * ten, and so on; 0 for those that another one stands for. A file of 50 MB costs some thousand looks.
 */
export function recordWeight(index: number): number {
  let weight = 1;
  let end = COUNTED;
  while (index >= end) {
    weight *= TEN;
    end += COUNTED * weight;
  }
  return index % weight === 0 ? weight : 0;
}
