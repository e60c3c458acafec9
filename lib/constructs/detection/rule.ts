import type { Rule as RuleDocument } from '../../core/rule/rule';
import { readSigmaFiles } from './read-sigma-files';
import type { RuleSeverity } from './rule-severity';

/** One detection: what to look for in a record, and what to tell people when it is found. It never changes. */
export class Rule {
  /**
   * Reads a Sigma file that holds one rule. Throws, with file, line and column of every fault, if it cannot be
   * used.
   *
   * @see https://sigmahq.io/sigma-specification/
   */
  public static fromSigmaFile(path: string): Rule {
    const { rules, warnings } = readSigmaFiles([path]);
    const [document] = rules;
    if (document === undefined || rules.length > 1) {
      throw new Error(`${path} holds ${rules.length} rules, not one; RuleSet.fromDirectory takes any number`);
    }
    return new Rule(document, warnings);
  }

  /** @internal */
  public static _of(document: RuleDocument): Rule {
    return new Rule(document, []);
  }

  /** Sigma's `id`; the name if the file has none. Alerts and subscription filters name the rule by it. */
  public readonly ruleId: string;

  /** A short form that people can type. */
  public readonly ruleName: string;

  /** What an alert is headed with. */
  public readonly title: string;

  /** How bad a match is. */
  public readonly severity: RuleSeverity;

  /** Sigma's tags, such as `attack.t1562.008`. */
  public readonly tags: string[];

  private constructor(
    private readonly document: RuleDocument,
    private readonly warnings: readonly string[],
  ) {
    this.ruleId = document.id;
    this.ruleName = document.name;
    this.title = document.title;
    this.severity = document.severity as RuleSeverity;
    this.tags = [...document.tags];
  }

  /** @internal */
  public _toDocument(): RuleDocument {
    return this.document;
  }

  /** What is odd about the rule's file, as `file:line:column: message`. @internal */
  public _warnings(): readonly string[] {
    return this.warnings;
  }
}
