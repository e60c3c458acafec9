import { type CompileResult, renderReasons } from '../compile/compile-result';
import type { Rule } from '../rule/rule';
import { type AlarmDefinition, PERIOD_SECONDS, PERIODS_WITH_LATE_RECORDS } from './alarm-definition';
import { type Control, type ControlWording, calls, toControlPattern, toQuietPattern } from './control';
import { NETWORK_CONTROLS, RESOURCE_CONTROLS } from './network-controls';
import { type AlarmOutcome, toAlarmRule } from './to-rule-alarm';

/** A control, the built-in rule of its name, and those that report other records of its pattern. */
export interface ControlledRule {
  readonly control: Control;
  readonly rule: Rule;
  readonly otherRules: readonly Rule[];
}

/** Each control with its rule. Throws if the rules lack one. */
export function pairControls(
  controls: readonly Control[],
  rules: readonly Rule[],
): readonly ControlledRule[] {
  return controls.map((control) => {
    const named = (wanted: string): Rule => {
      const rule = rules.find(({ name }) => name === wanted);
      if (rule === undefined) throw new Error(`the built-in rules lack '${wanted}' of ${control.id}`);
      return rule;
    };
    const { ruleName, otherRules = [] } = control;
    return { control, rule: named(ruleName), otherRules: otherRules.map(named) };
  });
}

/** The alarm that makes a control pass: its exact pattern, one record, one period. */
export function toSecurityHubAlarm(pair: ControlledRule, wording: ControlWording): AlarmDefinition {
  const { control } = pair;
  return {
    ...shared(pair),
    name: `${control.id}-${control.ruleName}`,
    patterns: [toControlPattern(control, wording)],
    threshold: 1,
    periods: 1,
  };
}

/** The alarm on the same control without its noise. It does not make the control pass. */
export function toQuietAlarm(pair: ControlledRule): AlarmDefinition {
  const { control } = pair;
  return {
    ...shared(pair),
    name: `${control.id}-${control.ruleName}-quiet`,
    patterns: [toQuietPattern(control)],
    threshold: control.quiet.threshold ?? 1,
    periods: PERIODS_WITH_LATE_RECORDS,
  };
}

/**
 * The alarm on the records that it counts today and that fulfil another condition, or every reason why there is none. It does not make a
 * control pass any more.
 */
export function narrowAlarm(
  alarm: AlarmDefinition,
  narrow: (pattern: string) => CompileResult,
): AlarmOutcome {
  const results = alarm.patterns.map(narrow);
  const reasons = results.flatMap((each) => (each.kind === 'refused' ? renderReasons(each.obstacles) : []));
  if (reasons.length > 0) return { kind: 'refused', reasons: [...new Set(reasons)] };
  const patterns = results.flatMap((each) => (each.kind === 'refused' ? [] : each.artefacts));
  return patterns.length > alarm.patterns.length && alarm.threshold > 1
    ? { kind: 'refused', reasons: [COUNTED_TWICE] }
    : { kind: 'alarm', alarm: { ...alarm, patterns } };
}

const COUNTED_TWICE =
  'it takes several patterns, each of which would count the same record, and the alarm has a threshold';

/** The runbook of a control, without `.md`. */
export function runbookOf({ id }: Control): string {
  return id.toLowerCase().replace('.', '-');
}

function shared({ control, rule }: ControlledRule) {
  return {
    rule: toAlarmRule(rule),
    periodSeconds: PERIOD_SECONDS,
    meaning: rule.description,
    runbook: runbookOf(control),
  };
}

/** The controls on sign-in and identities. */
const IDENTITY_CONTROLS: readonly Control[] = [
  {
    id: 'CloudWatch.1',
    ruleName: 'root-user-acted',
    otherRules: ['root-console-login', 'root-console-login-failed', 'root-credentials-changed'],
    cis: { v1_2: '3.3', v1_4: '4.3' },
    filter: {
      pattern:
        '{$.userIdentity.type="Root" && $.userIdentity.invokedBy NOT EXISTS && $.eventType !="AwsServiceEvent"}',
    },
    quiet: {
      filter: {
        pattern:
          '{ ($.userIdentity.type = "Root") && ($.userIdentity.invokedBy NOT EXISTS) && ($.eventType != "AwsServiceEvent") && ' +
          '(($.readOnly IS FALSE) || ($.readOnly NOT EXISTS) || ($.eventName = "ConsoleLogin")) }',
      },
      leftOut:
        'Calls that only read. The console makes dozens of them for every page; the sign-in before them and every change after ' +
        'them stay.',
    },
  },
  {
    id: 'CloudWatch.2',
    ruleName: 'call-denied',
    cis: { v1_2: '3.1' },
    filter: {
      pattern: '{($.errorCode="*UnauthorizedOperation") || ($.errorCode="AccessDenied*")}',
    },
    quiet: {
      filter: {
        pattern:
          '{ (($.errorCode = "*UnauthorizedOperation") || ($.errorCode = "AccessDenied*")) && ($.userIdentity.invokedBy NOT EXISTS) && ' +
          '($.userIdentity.type != "AWSService") && ($.eventName != "HeadBucket") }',
      },
      threshold: 10,
      leftOut:
        'Calls of AWS services themselves; HeadBucket, which the console calls for every bucket; and fewer than ten denied calls in ' +
        'five minutes.',
    },
  },
  {
    id: 'CloudWatch.3',
    ruleName: 'console-login-without-mfa',
    cis: { v1_2: '3.2' },
    filter: {
      pattern:
        '{ ($.eventName = "ConsoleLogin") && ($.additionalEventData.MFAUsed != "Yes") && ($.userIdentity.type = "IAMUser") && ' +
        '($.responseElements.ConsoleLogin = "Success") }',
    },
    quiet: {
      filter: {
        pattern:
          '{ ($.eventName = "ConsoleLogin") && ($.userIdentity.type = "IAMUser") && ($.additionalEventData.MFAUsed = "No") && ' +
          '($.responseElements.ConsoleLogin = "Success") }',
      },
      leftOut:
        'Nothing that people do. It matches "No" where the control matches anything but "Yes", so it does not depend on how ' +
        'CloudWatch treats a field that is not there.',
    },
  },
  {
    id: 'CloudWatch.4',
    ruleName: 'iam-policy-changed',
    cis: { v1_2: '3.4', v1_4: '4.4' },
    filter: {
      ...{ eventSource: 'iam.amazonaws.com', asksForSource: 'sinceCis' },
      eventNames: calls(
        'DeleteGroupPolicy DeleteRolePolicy DeleteUserPolicy PutGroupPolicy PutRolePolicy ' +
          'PutUserPolicy CreatePolicy DeletePolicy CreatePolicyVersion DeletePolicyVersion ' +
          'AttachRolePolicy DetachRolePolicy AttachUserPolicy DetachUserPolicy AttachGroupPolicy ' +
          'DetachGroupPolicy',
      ),
    },
    quiet: {
      filter: { failures: false, serviceCalls: false },
      leftOut:
        'Calls that failed and so changed nothing, and calls that an AWS service made on behalf of a principal, mostly CloudFormation: the ' +
        'change set is where those are looked at.',
    },
  },
  {
    id: 'CloudWatch.6',
    ruleName: 'console-login-failed',
    cis: { v1_2: '3.6', v1_4: '4.6' },
    filter: {
      pattern: '{($.eventName=ConsoleLogin) && ($.errorMessage="Failed authentication")}',
    },
    quiet: {
      filter: {
        pattern: '{ ($.eventName = "ConsoleLogin") && ($.errorMessage = "Failed authentication") }',
      },
      threshold: 3,
      leftOut: 'One or two failures in five minutes: typing errors.',
    },
  },
];

/**
 * Security Hub's controls CloudWatch.1 to CloudWatch.14, in their order.
 *
 * @see https://docs.aws.amazon.com/securityhub/latest/userguide/cloudwatch-controls.html
 */
export const CONTROLS: readonly Control[] = [
  ...IDENTITY_CONTROLS,
  ...RESOURCE_CONTROLS,
  ...NETWORK_CONTROLS,
].sort((one, other) => numberOf(one) - numberOf(other));

function numberOf({ id }: Control): number {
  return Number(id.slice(id.indexOf('.') + 1));
}
