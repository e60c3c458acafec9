import { Arn, type Stack } from 'aws-cdk-lib';
import { Grant, type IGrantable, type Role } from 'aws-cdk-lib/aws-iam';
import { SILENCE_RULE_NAME } from '../../core/alert/alert-silence';
import { SILENCES_VARIABLE, toSilencePath } from '../../core/settings/log-processor-settings';
import { Condition } from '../rule/condition';
import { Rule } from '../rule/rule';
import { RuleSet } from '../rule/rule-set';
import { RuleSeverity } from '../rule/rule-severity';

/** Options of silences. */
export interface SilenceOptions {
  /**
   * The maximum severity of alerts that can be silenced: never critical alerts, nor alerts that protect trailwatch or
   * CloudTrail.
   *
   * @default RuleSeverity.MEDIUM
   */
  readonly maximumSeverity?: RuleSeverity;
}

/** The parameter path of the silences of one log processor. */
export class SilencePath {
  /** The path without a trailing slash. */
  public readonly path: string;

  constructor(
    private readonly stack: Stack,
    processorName: string,
    { maximumSeverity = RuleSeverity.MEDIUM }: SilenceOptions,
  ) {
    if (maximumSeverity === RuleSeverity.CRITICAL)
      throw new Error(
        `silences.maximumSeverity is 'critical', and alerts of critical severity are never silenced; the highest is RuleSeverity.HIGH`,
      );
    this.path = toSilencePath(processorName, maximumSeverity);
  }

  /** The ARN that `trailwatch silence --path` takes. */
  public get arn(): string {
    return Arn.format({ service: 'ssm', resource: `parameter${this.path}` }, this.stack);
  }

  /** The environment variables of functions that read silences. */
  public get environment(): Record<string, string> {
    return { [SILENCES_VARIABLE]: this.path };
  }

  /** Allows a function to read silences. */
  public grantRead(role: Role): void {
    const resourceArns = [this.arn];
    Grant.addToPrincipal({ grantee: role, actions: ['ssm:GetParametersByPath'], resourceArns });
  }

  /** Grants permission to set, list and end silences. */
  public grantSilence(grantee: IGrantable): Grant {
    Grant.addToPrincipal({ grantee, actions: ['ssm:GetParametersByPath'], resourceArns: [this.arn] });
    return Grant.addToPrincipal({
      grantee,
      actions: ['ssm:DeleteParameter', 'ssm:PutParameter'],
      resourceArns: [`${this.arn}/*`],
    });
  }

  /** Adds the rule on silences, so that setting or ending one raises an alert. */
  public addRule(rules: RuleSet): RuleSet {
    const start = `${this.path}/`;
    const rule = Rule.define({
      name: SILENCE_RULE_NAME,
      title: 'Alerts of a rule and actor silenced, or a silence ended',
      severity: RuleSeverity.MEDIUM,
      description:
        'A parameter that keeps alerts of one rule and actor from being sent was written or deleted. Alerts of this rule are never silenced.',
      condition: Condition.allOf(
        Condition.equalTo('eventSource', 'ssm.amazonaws.com'),
        Condition.equalTo('eventName', 'PutParameter', 'DeleteParameter', 'DeleteParameters'),
        Condition.anyOf(
          Condition.startsWith('requestParameters.name', start),
          Condition.startsWith('requestParameters.names', start),
        ),
      ),
      firstSteps: [
        'List what is silenced, and why; ARN is the output SilencesArn of the stack: trailwatch silence --list --path ARN',
        'If the actor should not have done it, end it: trailwatch silence --end ID --path ARN',
      ],
    });
    return rules.merge(RuleSet.fromRules(rule));
  }
}
