import { Duration, Token } from 'aws-cdk-lib';
import type { Correlation, CountBound } from '../../core/rule/correlation';
import {
  CHANGED_BY_HAND,
  CHANGED_BY_HAND_NAME,
  CHANGED_BY_HAND_RULE_ID,
  OWN_MEMBER,
} from '../../core/rule/own-field';
import { renderSigma } from '../../core/sigma/render/render-sigma';
import { Condition } from './condition';
import { judgedCorrelation } from './judged-in-code';
import { Rule, type SigmaOptions, toSigmaOptions } from './rule';
import { readSigmaText } from './rule-files';
import { RuleSeverity } from './rule-severity';

/**
 * Properties of a correlation that is written in code.
 * @stability stable
 */
export interface CorrelationRuleProps {
  /** A short name, such as `many-calls-denied`. */
  readonly name: string;

  /** The title of the alerts. */
  readonly title: string;

  /** How bad it is. */
  readonly severity: RuleSeverity;

  /** The rules whose matches are counted. */
  readonly rules: Rule[];

  /** The time window of the records, by event time. At most 90 days. */
  readonly window: Duration;

  /**
   * The fields to group by: records with equal values are counted together, such as `userIdentity.arn`.
   * @default - all records of one account are counted together
   */
  readonly groupBy?: string[];

  /**
   * Whether the rules also raise their own alerts. `RuleSet.addCorrelations` then adds them to the set.
   * @default false
   */
  readonly alertOnEach?: boolean;

  /**
   * The id in alerts, instead of the name: a UUID, for example.
   * @default - the name
   */
  readonly ruleId?: string;

  /**
   * What it means.
   * @default - none
   */
  readonly description?: string;

  /**
   * The first steps of the response, for the first ten minutes.
   * @default - none
   */
  readonly firstSteps?: string[];

  /**
   * Sigma tags, such as `attack.t1110`.
   * @default - none
   */
  readonly tags?: string[];
}

/**
 * A detection over several records: a number of records, or several kinds, within a time window. Immutable.
 * @stability stable
 */
export class CorrelationRule {
  /** So many records or more. */
  public static eventCount(atLeast: number, props: CorrelationRuleProps): CorrelationRule {
    return inCode('event_count', props, { atLeast, fields: [] });
  }

  /** A minimum number of distinct values of a field or, with several fields, of their combinations. */
  public static valueCount(atLeast: number, fields: string[], props: CorrelationRuleProps): CorrelationRule {
    if (fields.length === 0) throw new Error(`'${props.name}' counts values but names no field`);
    return inCode('value_count', props, { atLeast, fields });
  }

  /** Records of every rule, in any order. */
  public static temporal(props: CorrelationRuleProps): CorrelationRule {
    return inCode('temporal', props, { atLeast: props.rules.length, fields: [] });
  }

  /** Records of every rule, in the order of the rules. */
  public static temporalOrdered(props: CorrelationRuleProps): CorrelationRule {
    return inCode('temporal_ordered', props, { atLeast: props.rules.length, fields: [] });
  }

  /**
   * Changes by a person, or in the console, to resources that CloudFormation, Terraform, OpenTofu or Pulumi manages: one alert
   * for each actor, stack or tool identity, account and day. Only the log processor can evaluate it: it learns which resources
   * are managed from the calls that it reads, and marks the changes in `trailwatch.changedByHand`. The daily summary of each
   * Monday lists those of the week by stack.
   *
   * @param severity RuleSeverity.MEDIUM by default
   */
  public static changesByHand(severity: RuleSeverity = RuleSeverity.MEDIUM): CorrelationRule {
    const member = `${OWN_MEMBER}.${CHANGED_BY_HAND}`;
    const change = Rule.define({
      ...{ name: 'change-by-hand', title: 'Change by hand to what a stack or a tool manages', severity },
      condition: Condition.exists(member),
    });
    return CorrelationRule.eventCount(1, {
      name: CHANGED_BY_HAND_RULE_ID,
      title: 'Managed resources changed by hand',
      description: 'The next deployment reverts the change, or fails on it.',
      firstSteps: [
        'Ask the actor whether the change is theirs, and what it was for',
        'List all changes by hand with `trailwatch resource --by-hand`, and all of one resource with `trailwatch resource`',
        'Write the change into the template or the configuration, or revert it',
      ],
      rules: [change],
      groupBy: ['recipientAccountId', 'userIdentity.arn', `${member}.manager`, CHANGED_BY_HAND_NAME],
      window: Duration.days(1),
      severity,
    });
  }

  /**
   * Reads the text of a Sigma file that contains one correlation and the rules that it counts. Throws, with line and column of
   * every problem.
   */
  public static fromSigma(text: string, options?: SigmaOptions): CorrelationRule {
    const { rules, correlations, filters, warnings } = readSigmaText(text, toSigmaOptions(options));
    const [document] = correlations;
    if (
      document !== undefined &&
      correlations.length === 1 &&
      filters.length === 0 &&
      rules.every(({ id }) => counts(document, id))
    ) {
      return new CorrelationRule(document, warnings);
    }
    throw new Error(
      `the Sigma text holds ${correlations.length} correlations, not one with its rules; RuleSet.fromDirectory takes any number`,
    );
  }

  /** @internal */
  public static _of(document: Correlation, warnings: readonly string[] = []): CorrelationRule {
    return new CorrelationRule(document, warnings);
  }

  /** The Sigma `id`, or the name if it has none. Alerts identify the correlation by it. */
  public readonly ruleId: string;

  /** A short name. */
  public readonly ruleName: string;

  /** The title of the alerts. */
  public readonly title: string;

  /** How bad it is. */
  public readonly severity: RuleSeverity;

  /** Sigma tags, such as `attack.t1110`. */
  public readonly tags: string[];

  private constructor(
    private readonly document: Correlation,
    private readonly warnings: readonly string[] = [],
  ) {
    this.ruleId = document.id;
    this.ruleName = document.name;
    this.title = document.title;
    this.severity = document.severity as RuleSeverity;
    this.tags = [...document.tags];
  }

  /** The correlation and the rules that it counts as Sigma documents, for other tools. */
  public toSigma(): string {
    return renderSigma(this.document);
  }

  /** The same correlation, whose alerts are counted and not sent. @internal */
  public _onTrial(trialUntil: string): CorrelationRule {
    return CorrelationRule._of({ ...this._toDocument(), trialUntil }, this.warnings);
  }

  /** @internal */
  public _toDocument(): Correlation {
    return this.document;
  }

  /** Warnings on what it counts and groups by. @internal */
  public _warnings(): readonly string[] {
    return this.warnings;
  }
}

function counts({ rules }: Correlation, id: string): boolean {
  return rules.some((rule) => rule.id === id);
}

const MAX_DAYS = 90;

function inCode(
  kind: Correlation['kind'],
  props: CorrelationRuleProps,
  count: { readonly atLeast: number; readonly fields: readonly string[] },
): CorrelationRule {
  checkProps(props, count.atLeast);
  const bound: CountBound = { operator: 'gte', value: count.atLeast };
  const document: Correlation = {
    ...{ id: props.ruleId ?? props.name, name: props.name, title: props.title, severity: props.severity },
    description: props.description ?? '',
    firstSteps: props.firstSteps ?? [],
    tags: props.tags ?? [],
    ...{ falsePositives: [], references: [], author: '', status: '' },
    ...{ kind, groupBy: props.groupBy ?? [], aliases: {}, fields: count.fields, bounds: [bound] },
    rules: props.rules.map((rule) => rule._toDocument()),
    timespanSeconds: props.window.toSeconds(),
    generate: props.alertOnEach ?? false,
  };
  return CorrelationRule._of(document, [
    ...props.rules.flatMap((rule) => rule._warnings()),
    ...judgedCorrelation(document),
  ]);
}

function checkProps({ name, title, rules, window }: CorrelationRuleProps, atLeast: number): void {
  if (name === '' || title === '') {
    throw new Error(`a correlation needs a name and a title: '${name}' and '${title}' are given`);
  }
  const ids = new Set(rules.map(({ ruleId }) => ruleId));
  if (rules.length === 0 || ids.size < rules.length) {
    throw new Error(`the correlation '${name}' needs one rule or more, each once`);
  }
  if (!Number.isInteger(atLeast) || atLeast < 1) {
    const found = Token.isUnresolved(atLeast) ? 'a number that is known only at deployment' : atLeast;
    throw new Error(`the correlation '${name}' counts to ${found}; expected a whole number of 1 or more`);
  }
  if (window.isUnresolved() || window.toSeconds() < 1 || window.toDays({ integral: false }) > MAX_DAYS) {
    throw new Error(`the window of the correlation '${name}' may be from 1 second to ${MAX_DAYS} days`);
  }
}
