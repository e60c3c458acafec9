import { countedRules } from '../../rule/document-rules';
import { narrowingsOf } from '../../rule/narrowed-condition';
import { type EncodedRules, encodedParts, type Span } from '../../rule/rule-document';
import { placesByName } from './rule-list';

/**
 * The index of an encoded rule document, for a reader that decodes only the rules that it needs: most of the hundreds are
 * never used.
 */
export interface RuleIndex {
  readonly version: typeof INDEX_VERSION;
  /** The SHA-256 of the document, in hexadecimal digits. */
  readonly documentSha256: string;
  /** The ids of those that raise alerts themselves, and where each is. */
  readonly rules: readonly (readonly [id: string, ...Span])[];
  /** The ids of the rules that each counts, each once, and where it is. */
  readonly correlations: readonly (readonly [ruleIds: readonly string[], ...Span])[];
  /** The rules that are only counted: each by the place of a correlation that contains it, and its place there. */
  readonly counted: readonly (readonly [correlation: number, place: number])[];
  /**
   * The places of the rules that one event name alone can satisfy, by that name without letter case. Those that are
   * only counted have the places after the others.
   */
  readonly byName: Readonly<Record<string, readonly number[]>>;
  readonly byAnyName: readonly number[];
  /** The places of the rules that something is left out of. */
  readonly narrowed: readonly number[];
}

/** A reader takes no other. */
export const INDEX_VERSION = 1;

/** The index of a document that `encodeRules` wrote, as text. */
export function encodeRuleIndex(document: string, documentSha256: string): string {
  return indexOfParts(encodedParts(document), documentSha256);
}

/** The same for a document that was just encoded. */
export function indexOfParts(parts: EncodedRules, documentSha256: string): string {
  const { rules, correlations, ruleSpans, correlationSpans } = parts;
  const counted = countedRules({ rules, correlations });
  const { byName, byAnyName } = placesByName([...rules, ...counted.map(({ rule }) => rule)]);
  const index: RuleIndex = {
    ...{ version: INDEX_VERSION, documentSha256 },
    rules: rules.map(({ id }, at) => [id, ...(ruleSpans[at] as Span)]),
    correlations: correlations.map(({ rules: held }, at) => [
      [...new Set(held.map(({ id }) => id))],
      ...(correlationSpans[at] as Span),
    ]),
    counted: counted.map(({ correlation, place }) => [correlation, place]),
    ...{ byName: Object.fromEntries(byName), byAnyName },
    narrowed: rules.flatMap(({ condition }, at) => (narrowingsOf(condition).length > 0 ? [at] : [])),
  };
  return `${JSON.stringify(index)}\n`;
}
