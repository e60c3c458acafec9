import { grouped } from '../../keyed/grouped';
import { sha256Hex } from '../../record/sha256';
import type { Correlation } from '../../rule/correlation';
import { foldCase } from '../../rule/fold-case';
import type { Rule } from '../../rule/rule';
import { AllowedMatcher } from './allowed-matcher';
import { INDEX_VERSION, type RuleIndex } from './rule-index';
import { mergedPlaces, type RuleList } from './rule-list';

/** Changes a rule that raises alerts itself before it is used. Its id and its event names stay. */
export type AdaptRule = (rule: Rule) => Rule;

/** The rules of an encoded document, each of which is decoded on first use. */
export class IndexedRules {
  /**
   * @param document what `encodeRules` wrote
   * @param index what `encodeRuleIndex` made of it
   * @returns undefined if the index is of another document or version: then the document must be decoded in full
   */
  static of(document: Buffer, index: string, adapt: AdaptRule = (rule) => rule): IndexedRules | undefined {
    const parsed = JSON.parse(index) as RuleIndex;
    const isOwn = parsed.version === INDEX_VERSION && parsed.documentSha256 === sha256Hex(document);
    return isOwn ? new IndexedRules(document, parsed, adapt) : undefined;
  }

  /** Those that raise alerts themselves. */
  readonly alerting: RuleList;
  /** The same, followed by those that are only counted. */
  readonly all: RuleList;
  readonly #rules: Rule[] = [];
  readonly #correlations: Correlation[] = [];
  #correlationsByRule: Map<string, number[]> | undefined;
  #placesById: ReadonlyMap<string, number> | undefined;

  private constructor(
    private readonly document: Buffer,
    private readonly index: RuleIndex,
    private readonly adapt: AdaptRule,
  ) {
    this.alerting = this.#listOf(index.rules.length);
    this.all = this.#listOf(index.rules.length + index.counted.length);
  }

  get alertingIds(): readonly string[] {
    return this.index.rules.map(([id]) => id);
  }

  get correlationPlaces(): readonly number[] {
    return this.index.correlations.map((_, place) => place);
  }

  /** With its counted rules as the document has them. */
  correlation(place: number): Correlation {
    this.#correlations[place] ??= this.#decode(this.index.correlations[place]) as Correlation;
    return this.#correlations[place];
  }

  /** The places of the scores, which list no rules. */
  get scorePlaces(): readonly number[] {
    return this.correlationPlaces.filter((place) => this.index.correlations[place]?.[0].length === 0);
  }

  /** The rule of that id, if it raises alerts itself. */
  alertingRule(id: string): Rule | undefined {
    this.#placesById ??= new Map(this.index.rules.map(([ruleId], place) => [ruleId, place]));
    const place = this.#placesById.get(id);
    return place === undefined ? undefined : this.#rule(place);
  }

  /** The places of the correlations that count a rule. */
  correlationsOf(ruleId: string): readonly number[] {
    this.#correlationsByRule ??= placesByRule(this.index);
    return this.#correlationsByRule.get(ruleId) ?? [];
  }

  /** Over the rules that raise alerts. */
  allowed(): AllowedMatcher {
    return AllowedMatcher.of(this.index.narrowed.map((place) => this.#rule(place)));
  }

  #listOf(size: number): RuleList {
    const { byName, byAnyName } = this.index;
    const isWithin = (place: number) => place < size;
    const others = byAnyName.filter(isWithin);
    return {
      size,
      rule: (place) => this.#rule(place),
      placesFor: (eventName) => {
        const name = eventName === undefined ? undefined : foldCase(eventName);
        const isNamed = name !== undefined && Object.hasOwn(byName, name);
        return mergedPlaces(isNamed ? byName[name]?.filter(isWithin) : undefined, others);
      },
    };
  }

  #rule(place: number): Rule {
    this.#rules[place] ??= this.#newRule(place);
    return this.#rules[place];
  }

  #newRule(place: number): Rule {
    const { rules, counted } = this.index;
    const [correlation = 0, at = 0] = counted[place - rules.length] ?? [];
    if (place >= rules.length) return this.correlation(correlation).rules[at] as Rule;
    return this.adapt(this.#decode(rules[place]) as Rule);
  }

  /** The SHA-256 shows that the encoder wrote it: it is not checked again. */
  #decode([, from, behind]: readonly [unknown, number, number] = [undefined, 0, 0]): unknown {
    return JSON.parse(this.document.toString('utf8', from, behind));
  }
}

function placesByRule({ correlations }: RuleIndex): Map<string, number[]> {
  return grouped(correlations.flatMap(([ruleIds], place) => ruleIds.map((id) => [id, place] as const)));
}
