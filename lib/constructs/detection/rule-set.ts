import { readFileSync } from 'node:fs';
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
    const documents = decodeRules(readFileSync(builtPath('rules/built-in.json'), 'utf8'));
    return new RuleSet(documents.map((document) => Rule._of(document)));
  }

  /**
   * Reads every Sigma file (`.yml`, `.yaml`) in a folder and the folders below it. Throws, with file, line and
   * column of every fault, if any of them cannot be used.
   */
  public static fromDirectory(path: string): RuleSet {
    const { rules, warnings } = readSigmaFiles(findSigmaFiles(path));
    return new RuleSet(
      rules.map((document) => Rule._of(document)),
      warnings,
    );
  }

  /** A set of just these rules. */
  public static of(...rules: Rule[]): RuleSet {
    return new RuleSet([]).add(...rules);
  }

  /** The rules, in the order in which they came in. */
  public readonly rules: Rule[];

  private readonly warnings: readonly string[];

  private constructor(rules: readonly Rule[], warnings: readonly string[] = []) {
    this.rules = [...rules];
    this.warnings = warnings;
  }

  /** Only the named rules. */
  public only(...names: string[]): RuleSet {
    this.checkKnown(names);
    return this.keep((rule) => isNamed(rule, names));
  }

  /** All but the named rules. */
  public without(...names: string[]): RuleSet {
    this.checkKnown(names);
    return this.keep((rule) => !isNamed(rule, names));
  }

  /** Only rules of this severity or worse. */
  public withMinimumSeverity(minimum: RuleSeverity): RuleSet {
    const severities: readonly string[] = severitiesFrom(minimum);
    return this.keep((rule) => severities.includes(rule.severity));
  }

  /** These rules too. One with an id that the set has already takes the other's place. */
  public add(...rules: Rule[]): RuleSet {
    const byId = new Map([...this.rules, ...rules].map((rule) => [rule.ruleId, rule]));
    return new RuleSet([...byId.values()], this.warnings);
  }

  /** The other set's rules too. One with an id that this set has already takes the other's place. */
  public merge(other: RuleSet): RuleSet {
    const both = this.add(...other.rules);
    return new RuleSet(both.rules, [...this.warnings, ...other.warnings]);
  }

  /** The document that handlers read. @internal */
  public _encode(): string {
    return encodeRules(this.rules.map((rule) => rule._toDocument()));
  }

  /** What is odd about the rules' files, as `file:line:column: message`. @internal */
  public _warnings(): readonly string[] {
    return [...this.warnings, ...this.rules.flatMap((rule) => rule._warnings())];
  }

  private keep(wanted: (rule: Rule) => boolean): RuleSet {
    return new RuleSet(this.rules.filter(wanted), this.warnings);
  }

  private checkKnown(names: readonly string[]): void {
    const known = this.rules.flatMap(({ ruleName, ruleId }) => [ruleName, ruleId]);
    const unknown = names.filter((name) => !known.includes(name));
    if (unknown.length === 0) return;
    throw new Error(
      unknown.map((name) => `the rule set has no rule '${name}'${didYouMean(name, known)}`).join('\n'),
    );
  }
}

function isNamed(rule: Rule, names: readonly string[]): boolean {
  return names.includes(rule.ruleName) || names.includes(rule.ruleId);
}
