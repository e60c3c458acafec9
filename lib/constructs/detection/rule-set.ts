import { readFileSync } from 'node:fs';
import type { Correlation } from '../../core/rule/correlation';
import { didYouMean } from '../../core/rule/nearest-word';
import { decodeRules, encodeRules } from '../../core/rule/rule-document';
import { builtPath } from '../package-root';
import { findSigmaFiles, readSigmaFiles } from './read-sigma-files';
import { Rule } from './rule';
import { type RuleSeverity, severitiesFrom } from './rule-severity';

/**
 * The rules to look for. A set never changes: each method gives a new one, so a set can be shared.
 *
 * Rules are named by their name or their id; a name that no rule has is an error, since a rule that was left out
 * by mistake is a detection that nobody misses until it is needed.
 */
export class RuleSet {
  /** The rules that trailwatch comes with. */
  public static builtIn(): RuleSet {
    const { rules, correlations } = decodeRules(readFileSync(builtPath('rules/built-in.json'), 'utf8'));
    return new RuleSet(
      rules.map((rule) => Rule._of(rule)),
      { correlations, warnings: [] },
    );
  }

  /**
   * Reads every Sigma file (`.yml`, `.yaml`) in a folder and the folders below it. Throws, with file, line and
   * column of every fault, if any of them cannot be used.
   */
  public static fromDirectory(path: string): RuleSet {
    const { rules, ...others } = readSigmaFiles(findSigmaFiles(path));
    return new RuleSet(
      rules.map((rule) => Rule._of(rule)),
      others,
    );
  }

  /** A set of just these rules. */
  public static of(...rules: Rule[]): RuleSet {
    return new RuleSet([]).add(...rules);
  }

  /** The rules, in the order in which they came in. */
  public readonly rules: Rule[];

  private constructor(
    rules: readonly Rule[],
    private readonly others: Others = { correlations: [], warnings: [] },
  ) {
    this.rules = [...rules];
  }

  /** Only the named rules. */
  public only(...names: string[]): RuleSet {
    this.checkKnown(names);
    return this.keep((document) => isNamed(document, names));
  }

  /** All but the named rules. */
  public without(...names: string[]): RuleSet {
    this.checkKnown(names);
    return this.keep((document) => !isNamed(document, names));
  }

  /** Only rules of this severity or worse. */
  public withMinimumSeverity(minimum: RuleSeverity): RuleSet {
    const severities: readonly string[] = severitiesFrom(minimum);
    return this.keep(({ severity }) => severities.includes(severity));
  }

  /** These rules too. One with an id that the set has already takes the other's place. */
  public add(...rules: Rule[]): RuleSet {
    const byId = new Map([...this.rules, ...rules].map((rule) => [rule.ruleId, rule]));
    return new RuleSet([...byId.values()], this.others);
  }

  /** The other set's rules too. One with an id that this set has already takes the other's place. */
  public merge(other: RuleSet): RuleSet {
    const correlations = [...this.others.correlations, ...other.others.correlations];
    const byId = new Map(correlations.map((correlation) => [correlation.id, correlation]));
    const warnings = [...this.others.warnings, ...other.others.warnings];
    return new RuleSet(this.add(...other.rules).rules, { correlations: [...byId.values()], warnings });
  }

  /** The document that handlers read. @internal */
  public _encode(): string {
    const { correlations } = this.others;
    return encodeRules({ rules: this.rules.map((rule) => rule._toDocument()), correlations });
  }

  /** What is odd about the rules' files, as `file:line:column: message`. @internal */
  public _warnings(): readonly string[] {
    return [...this.others.warnings, ...this.rules.flatMap((rule) => rule._warnings())];
  }

  private keep(wanted: (document: Identity) => boolean): RuleSet {
    const rules = this.rules.filter((rule) => wanted(rule._toDocument()));
    const correlations = this.others.correlations.filter(wanted);
    return new RuleSet(rules, { ...this.others, correlations });
  }

  private checkKnown(names: readonly string[]): void {
    const documents: readonly Identity[] = [
      ...this.rules.map((rule) => rule._toDocument()),
      ...this.others.correlations,
    ];
    const known = documents.flatMap(({ name, id }) => [name, id]);
    const unknown = names.filter((name) => !known.includes(name));
    if (unknown.length === 0) return;
    throw new Error(
      unknown.map((name) => `the rule set has no rule '${name}'${didYouMean(name, known)}`).join('\n'),
    );
  }
}

/** What a set holds besides its rules. */
interface Others {
  readonly correlations: readonly Correlation[];
  readonly warnings: readonly string[];
}

type Identity = Pick<Correlation, 'id' | 'name' | 'severity'>;

function isNamed({ id, name }: Identity, names: readonly string[]): boolean {
  return names.includes(name) || names.includes(id);
}
