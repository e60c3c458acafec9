import type { Rule as RuleDocument } from '../../core/rule/rule';
import { renderSigma } from '../../core/sigma/render/render-sigma';
import type { SigmaOptions as ReadingOptions } from '../../core/sigma/sigma-file';
import type { Condition } from './condition';
import { judgedInCode } from './judged-in-code';
import { readSigmaFiles, readSigmaText, type SigmaFiles } from './rule-files';
import type { RuleSeverity } from './rule-severity';

/**
 * A rule that is written in code.
 * @stability stable
 */
export interface RuleProps {
  /** A short name, such as `payroll-bucket-emptied`. */
  readonly name: string;

  /** The title of the alerts. */
  readonly title: string;

  /** How bad a match is. */
  readonly severity: RuleSeverity;

  /**
   * The severity of a match whose call was denied or failed, if lower.
   * @default - as bad as any other
   */
  readonly failureSeverity?: RuleSeverity;

  /** The condition that a record must meet. */
  readonly condition: Condition;

  /**
   * The id in alerts, instead of the name: a UUID, for example.
   * @default - the name
   */
  readonly ruleId?: string;

  /**
   * What a match means.
   * @default - none
   */
  readonly description?: string;

  /**
   * The first steps of the response, for the first ten minutes.
   * @default - none
   */
  readonly firstSteps?: string[];

  /**
   * Legitimate activity that may raise the alert.
   * @default - none
   */
  readonly falsePositives?: string[];

  /**
   * Sigma tags, such as `attack.t1562.008`.
   * @default - none
   */
  readonly tags?: string[];

  /**
   * Where to read more.
   * @default - none
   */
  readonly references?: string[];
}

/**
 * A detection: the condition on a record, and the content of the alert. Immutable.
 * @stability stable
 */
export class Rule {
  /**
   * Reads a Sigma file that contains one rule. Throws, with file, line and column of every problem, if it is invalid.
   *
   * @see https://sigmahq.io/sigma-specification/
   */
  public static fromSigmaFile(path: string, options?: SigmaOptions): Rule {
    return Rule.onlyRuleOf(readSigmaFiles([path], toSigmaOptions(options)), path);
  }

  /** Reads the text of a Sigma file that contains one rule. Throws, with line and column of every problem. */
  public static fromSigma(text: string, options?: SigmaOptions): Rule {
    return Rule.onlyRuleOf(readSigmaText(text, toSigmaOptions(options)), 'the Sigma text');
  }

  /** A rule that is written in code. */
  public static define(props: RuleProps): Rule {
    const { name, title, ruleId = name } = props;
    if (name === '' || title === '' || ruleId === '') {
      throw new Error(`a rule needs a name and a title: '${name}' and '${title}' are given`);
    }
    const document: RuleDocument = {
      ...{ id: ruleId, name, title, severity: props.severity },
      ...(props.failureSeverity === undefined ? {} : { failureSeverity: props.failureSeverity }),
      description: props.description ?? '',
      firstSteps: props.firstSteps ?? [],
      falsePositives: props.falsePositives ?? [],
      tags: props.tags ?? [],
      references: props.references ?? [],
      ...{ author: '', status: '', condition: props.condition._tree },
    };
    const warnings = judgedInCode(`rule '${name}'`, props.condition._tree);
    return new Rule(document, warnings);
  }

  /** @internal */
  public static _of(document: RuleDocument, warnings: readonly string[] = []): Rule {
    return new Rule(document, warnings);
  }

  private static onlyRuleOf({ rules, correlations, filters, warnings }: SigmaFiles, place: string): Rule {
    const [document] = rules;
    if (document === undefined || rules.length > 1 || correlations.length + filters.length > 0) {
      const ofBuiltIn = filters.length > 0 ? ` and ${filters.length} filters of built-in rules` : '';
      const found = `${correlations.length > 0 ? ` and ${correlations.length} correlations` : ''}${ofBuiltIn}`;
      throw new Error(
        `${place} holds ${rules.length} rules${found}, not one; RuleSet.fromDirectory takes any number`,
      );
    }
    return new Rule(document, warnings);
  }

  /** The Sigma `id`, or the name if the file has none. Alerts and subscription filters identify the rule by it. */
  public readonly ruleId: string;

  /** A short name. */
  public readonly ruleName: string;

  /** The title of the alerts. */
  public readonly title: string;

  /** How bad a match is. */
  public readonly severity: RuleSeverity;

  /** Sigma tags, such as `attack.t1562.008`. */
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

  /** The rule as a Sigma document, for other tools, which do not know trailwatch's own modifiers. */
  public toSigma(): string {
    return renderSigma(this.document);
  }

  /** @internal */
  public _toDocument(): RuleDocument {
    return this.document;
  }

  /** The same rule, changed. @internal */
  public _with(change: (document: RuleDocument) => RuleDocument): Rule {
    return new Rule(change(this.document), this.warnings);
  }

  /** The same rule, whose alerts are counted and not sent. @internal */
  public _onTrial(trialUntil: string): Rule {
    return this._with((document) => ({ ...document, trialUntil }));
  }

  /** Warnings of the rule's file, as `file:line:column: message`. @internal */
  public _warnings(): readonly string[] {
    return this.warnings;
  }
}

/**
 * Options for reading Sigma files.
 * @stability stable
 */
export interface SigmaOptions {
  /**
   * The values of `%name%` in fields with the modifier `expand`, by name.
   * @default - such rules cannot be used
   */
  readonly placeholders?: { [name: string]: string[] };
}

/** The options for the Sigma reader. */
export function toSigmaOptions(options: SigmaOptions = {}): ReadingOptions {
  const { placeholders } = options;
  return placeholders === undefined ? {} : { placeholders };
}
