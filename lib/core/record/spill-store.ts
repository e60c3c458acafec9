/** Keeps bytes outside of memory, such as in a file. */
export interface SpillStore {
  /** Appends bytes, and returns where they begin. */
  append(bytes: Uint8Array): number;
  read(offset: number, length: number): Uint8Array;
}
