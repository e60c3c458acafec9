/**
 * Chooses records by where and when. Each test is absent if it chooses everything; a record is chosen if all of them say so.
 */
export interface RecordChoice {
  /** @param id twelve digits */
  readonly account?: (id: string) => boolean;
  /** @param name `''` of a record without one */
  readonly region?: (name: string) => boolean;
  /** @param text in UTC, such as `2023-07-10T12:00:00Z`; it may be no time, such as one with a month 13 */
  readonly time?: (text: string) => boolean;
}
