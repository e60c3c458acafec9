import type { JsonObject } from '../../core/json/json-value';
import { explainSelection } from '../../core/selector/explain/explain-selection';
import type { Selection } from '../../core/selector/selection';
import { withReferences } from './to-selector-value';

/** The result of one selector for a record. */
export interface SelectorExplanation {
  /** The selector's name or, if it has none, its kind and number, such as `advanced selector 2`. */
  readonly selector: string;

  /**
   * Whether it logs the record.
   *
   * @default - it depends on a value that is known only at deployment
   */
  readonly logged?: boolean;

  /** The conditions that are met, if it logs the record; otherwise those that are not met, or not known. */
  readonly conditions: string[];
}

/** Whether a record is logged, and why. */
export interface SelectionExplanation {
  /**
   * Whether the record is logged.
   *
   * @default - it depends on a value that is known only at deployment
   */
  readonly logged?: boolean;

  /**
   * The selector that decides.
   *
   * @default - none: no selector logs the record
   */
  readonly by?: string;

  /** One sentence: why it is logged, or which condition of the closest selector is not met. */
  readonly why: string;

  /** The result of each selector, in order; empty if no selector is evaluated, as on a stopped trail. */
  readonly selectors: SelectorExplanation[];
}

/** The core's explanation in the form of the public API. */
export function toSelectionExplanation(
  selection: Selection,
  record: Readonly<Record<string, unknown>>,
): SelectionExplanation {
  const { logged, by, why, selectors } = explainSelection(withReferences(selection), record as JsonObject);
  return {
    ...(logged === null ? {} : { logged }),
    ...(by === undefined ? {} : { by }),
    why,
    selectors: selectors.map(({ selector, verdict, conditions }) => ({
      selector,
      ...(verdict === 'unknown' ? {} : { logged: verdict === 'yes' }),
      conditions: [...conditions],
    })),
  };
}
