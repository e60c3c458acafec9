import type { JsonObject } from '../../core/json/json-value';
import { explainSelection } from '../../core/selector/explain/explain-selection';
import type { Selection } from '../../core/selector/selection';
import { withReferences } from './to-selector-value';

/** What one selector does with a record. */
export interface SelectorExplanation {
  /** The selector's name; where it has none, its kind and number, such as `advanced selector 2`. */
  readonly selector: string;

  /**
   * Whether it logs the record.
   *
   * @default - that hangs on a value that only the deployment knows
   */
  readonly logged?: boolean;

  /** The conditions that hold, if it logs the record; else those that stand in the way, or are not known. */
  readonly conditions: string[];
}

/** Whether a record is logged, and why. */
export interface SelectionExplanation {
  /**
   * Whether the record is logged.
   *
   * @default - that hangs on a value that only the deployment knows
   */
  readonly logged?: boolean;

  /**
   * The selector that decides.
   *
   * @default - none: no selector logs the record
   */
  readonly by?: string;

  /** One sentence: why it is logged, or which condition of the nearest selector is in the way. */
  readonly why: string;

  /** Each selector in its order; empty where the record never came so far, as on a stopped trail. */
  readonly selectors: SelectorExplanation[];
}

/** The core's explanation in the words of the public API. */
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
