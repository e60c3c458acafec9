import { Detections } from '../correlation/detections';
import { withOwnKeys } from '../inventory/tampering/own-keys';
import { sha256Hex } from '../record/sha256';
import { rulesWithoutOwnFields } from '../rule/own-field';
import { decodeRules, type RuleDocument } from '../rule/rule-document';
import { rulesKey } from './search-place';

/** Where rule documents come from. */
export interface RuleSource {
  /** A text of the results bucket, by its key; undefined if there is none. */
  readonly readText: (key: string) => Promise<string | undefined>;
  /** trailwatch's own keys, as functions find them in their environment. */
  readonly ownKeys: string | undefined;
}

/** Makes the rules of searches ready, and keeps the last ones: a container searches many batches with the same rules. */
export class SearchRules {
  #hash: string | undefined;
  #detections: Detections | undefined;

  constructor(private readonly source: RuleSource) {}

  /**
   * The rules of a document, by its hash.
   *
   * @throws one error that says what is wrong with the document
   */
  async load(sha256: string): Promise<Detections> {
    if (this.#detections !== undefined && this.#hash === sha256) return this.#detections;
    const detections = toDetections(await readRuleDocument(this.source, sha256), this.source.ownKeys);
    this.#hash = sha256;
    this.#detections = detections;
    return detections;
  }
}

/**
 * The rule document whose text has this hash.
 *
 * @throws one error that says what is wrong with the document
 */
export async function readRuleDocument(
  { readText }: Pick<RuleSource, 'readText'>,
  sha256: string,
): Promise<RuleDocument> {
  const text = await readText(rulesKey(sha256));
  if (text === undefined) throw new Error(`the results bucket has no rule document ${sha256}; upload it`);
  if (sha256Hex(text) !== sha256)
    throw new Error(`the rule document ${sha256} is not what its hash says; upload it again`);
  return decodeRules(text);
}

/** Log files have no field of the log processor. */
function toDetections(document: RuleDocument, ownKeys: string | undefined): Detections {
  const { rules, correlations } = rulesWithoutOwnFields(document);
  if (rules.length === 0 && correlations.length === 0)
    throw new Error('the rule document contains no rules, so nothing would be found');
  return Detections.of(withOwnKeys(rules, ownKeys), correlations);
}
