/** A digest file of the chain, as its name identifies it. */
export interface ChainMark {
  readonly key: string;
  readonly endTimeMs: number;
  /** Whether CloudTrail ended the chain with it; undefined where its content is not known. */
  readonly isFinal?: boolean;
}
