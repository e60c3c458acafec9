import type { Control } from './control';

/** The controls on who gets in, and as whom. */
export const IDENTITY_CONTROLS: readonly Control[] = [
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
      threshold: 1,
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
      threshold: 1,
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
      eventSource: 'iam.amazonaws.com',
      asksForSource: 'sinceCis',
      eventNames: [
        'DeleteGroupPolicy',
        'DeleteRolePolicy',
        'DeleteUserPolicy',
        'PutGroupPolicy',
        'PutRolePolicy',
        'PutUserPolicy',
        'CreatePolicy',
        'DeletePolicy',
        'CreatePolicyVersion',
        'DeletePolicyVersion',
        'AttachRolePolicy',
        'DetachRolePolicy',
        'AttachUserPolicy',
        'DetachUserPolicy',
        'AttachGroupPolicy',
        'DetachGroupPolicy',
      ],
    },
    quiet: {
      filter: { failures: false, serviceCalls: false },
      threshold: 1,
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
