/** A file that is made from code, and committed. */
export interface GeneratedFile {
  /** From the root. */
  readonly path: string;
  readonly render: () => string;
}
