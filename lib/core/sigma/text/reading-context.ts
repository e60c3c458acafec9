import type { CallCatalogue } from '../../calls/call-catalogue';
import type { ProblemList } from '../../problem/problem';

/** Values of `%name%` with the `expand` modifier: one or more Sigma strings per name. */
export type Placeholders = Readonly<Record<string, readonly string[]>>;

/** `%name%`, or a backslash with what it is before. */
const PLACEHOLDER = /\\[\\%]|%(\w+)%/g;
const MAX_VALUES = 10_000;

/**
 * Replaces the placeholders of a Sigma string: one string for each combination of their values. `\%` is a plain
 * percent sign. Gives the reason, as the end of a sentence, when a placeholder has no value.
 */
export function expandPlaceholders(
  source: string,
  placeholders: Placeholders,
): readonly string[] | { readonly reason: string } {
  let expanded = [''];
  let last = 0;
  for (const found of source.matchAll(PLACEHOLDER)) {
    const [whole, name] = found;
    const before = source.slice(last, found.index);
    last = found.index + whole.length;
    const values = name === undefined ? [whole === '\\%' ? '%' : whole] : valuesOf(name, placeholders);
    if (values === undefined)
      return { reason: `the placeholder '%${name}%' has no value; give it one or more` };
    if (expanded.length * values.length > MAX_VALUES) {
      return { reason: `its placeholders make more than ${MAX_VALUES} values` };
    }
    expanded = expanded.flatMap((start) => values.map((value) => `${start}${before}${value}`));
  }
  return expanded.map((start) => start + source.slice(last));
}

function valuesOf(name: string, placeholders: Placeholders): readonly string[] | undefined {
  const values = Object.hasOwn(placeholders, name) ? placeholders[name] : undefined;
  return values === undefined || values.length === 0 ? undefined : values;
}

/** What the readers of one Sigma file share. */
export interface ReadingContext {
  readonly problems: ProblemList;
  readonly placeholders: Placeholders;
  readonly budget: ReadingBudget;
  /** Without it, names of calls and Regions, values and counts are not judged. */
  readonly calls: (() => CallCatalogue) | undefined;
}

/** What the rules of a file may still grow to together, so that no file takes long to read. */
export interface ReadingBudget {
  /** Steps of compiled regular expressions. */
  expressionSteps: number;
  /** Values that modifiers such as `windash` and `expand` make. */
  madeValues: number;
  /** Characters of JSON of the conditions on elements and documents. */
  nestedCharacters: number;
}
