import type { SigmaOptions as ReadingOptions } from '../../core/sigma/sigma-file';

/** What Sigma files may need from outside. */
export interface SigmaOptions {
  /**
   * The values of `%name%` in fields with the modifier `expand`, by name.
   * @default - such rules cannot be used
   */
  readonly placeholders?: { [name: string]: string[] };
}

/** The options as the reader of Sigma files takes them. */
export function toSigmaOptions(options: SigmaOptions = {}): ReadingOptions {
  const { placeholders } = options;
  return placeholders === undefined ? {} : { placeholders };
}
