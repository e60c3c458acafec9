import type { Control } from './control';

/** The controls on who gets in, and as whom. */
export const IDENTITY_CONTROLS: readonly Control[] = [
  {
    id: 'CloudWatch.1',
    name: 'root-user-acted',
    title: 'The root user was used',
    severity: 'high',
    tags: ['attack.t1078.004'],
    cis: { v1_2: '3.3', v1_4: '4.3' },
    filter: {
      pattern:
        '{$.userIdentity.type="Root" && $.userIdentity.invokedBy NOT EXISTS && $.eventType !="AwsServiceEvent"}',
      insights:
        'userIdentity.type = "Root" and not ispresent(userIdentity.invokedBy) and eventType != "AwsServiceEvent"',
    },
    meaning:
      'Somebody signed in or made calls as the root user of an account. No policy of the account limits the root user, and only a ' +
      'few tasks need it.',
    firstSteps: [
      "Ask the account's owners whether one of them is at work as root right now; a planned use has a ticket.",
      'If nobody is: change the root password and its second factor through the e-mail address of the account, and delete root access keys.',
      "Read every call of the same account since the root user's first one: new users, keys, roles, and anything done to the trail.",
    ],
    quiet: {
      filter: {
        pattern:
          '{ ($.userIdentity.type = "Root") && ($.userIdentity.invokedBy NOT EXISTS) && ($.eventType != "AwsServiceEvent") && ' +
          '(($.readOnly IS FALSE) || ($.readOnly NOT EXISTS) || ($.eventName = "ConsoleLogin")) }',
        insights:
          'userIdentity.type = "Root" and not ispresent(userIdentity.invokedBy) and eventType != "AwsServiceEvent" ' +
          'and (readOnly = 0 or not ispresent(readOnly) or eventName = "ConsoleLogin")',
      },
      threshold: 1,
      leftOut:
        'Calls that only read. The console makes dozens of them for every page; the sign-in before them and every change after ' +
        'them are told.',
    },
  },
  {
    id: 'CloudWatch.2',
    name: 'call-denied',
    title: 'Calls were denied',
    severity: 'low',
    tags: ['attack.t1526'],
    cis: { v1_2: '3.1' },
    filter: {
      pattern: '{($.errorCode="*UnauthorizedOperation") || ($.errorCode="AccessDenied*")}',
      insights: 'errorCode like /UnauthorizedOperation$/ or errorCode like /^AccessDenied/',
    },
    meaning:
      'Somebody was refused what they asked for. One refusal is a typing error or a missing permission; many different ones from ' +
      'one identity are somebody who feels their way around with stolen keys.',
    firstSteps: [
      'Count by identity: one identity with many different calls is worth more than many identities with one call each.',
      'Look at address and user agent: do they belong to that identity on other days?',
      'If they do not: make its access key inactive or revoke the sessions of its role, then read what did succeed.',
    ],
    quiet: {
      filter: {
        pattern:
          '{ (($.errorCode = "*UnauthorizedOperation") || ($.errorCode = "AccessDenied*")) && ($.userIdentity.invokedBy NOT EXISTS) && ' +
          '($.userIdentity.type != "AWSService") && ($.eventName != "HeadBucket") }',
        insights:
          '(errorCode like /UnauthorizedOperation$/ or errorCode like /^AccessDenied/) and not ispresent(userIdentity.invokedBy) ' +
          'and userIdentity.type != "AWSService" and eventName != "HeadBucket"',
      },
      threshold: 10,
      leftOut:
        'Calls that AWS services make by themselves, which probe what they may do; HeadBucket, by which the console asks for every ' +
        'bucket whether it may be shown; and anything below ten refusals in five minutes.',
    },
  },
  {
    id: 'CloudWatch.3',
    name: 'console-login-without-mfa',
    title: 'Console sign-in without a second factor',
    severity: 'medium',
    tags: ['attack.t1078.004'],
    cis: { v1_2: '3.2' },
    filter: {
      pattern:
        '{ ($.eventName = "ConsoleLogin") && ($.additionalEventData.MFAUsed != "Yes") && ($.userIdentity.type = "IAMUser") && ' +
        '($.responseElements.ConsoleLogin = "Success") }',
      insights:
        'eventName = "ConsoleLogin" and additionalEventData.MFAUsed != "Yes" and userIdentity.type = "IAMUser" ' +
        'and responseElements.ConsoleLogin = "Success"',
    },
    meaning: 'An IAM user signed in to the console with a password alone. Whoever has the password is in.',
    firstSteps: [
      'Ask the user, by another way than e-mail, whether it was them.',
      'If not: delete the login profile, make the access keys inactive, and read what the user did since the sign-in.',
      'If so: have them register a second factor, and require one by policy.',
    ],
    quiet: {
      filter: {
        pattern:
          '{ ($.eventName = "ConsoleLogin") && ($.userIdentity.type = "IAMUser") && ($.additionalEventData.MFAUsed = "No") && ' +
          '($.responseElements.ConsoleLogin = "Success") }',
        insights:
          'eventName = "ConsoleLogin" and userIdentity.type = "IAMUser" and additionalEventData.MFAUsed = "No" ' +
          'and responseElements.ConsoleLogin = "Success"',
      },
      threshold: 1,
      leftOut:
        'Nothing that people do. It asks for "No" where the control asks for anything but "Yes", so it does not hang on how ' +
        'CloudWatch treats a field that is not there.',
    },
  },
  {
    id: 'CloudWatch.4',
    name: 'iam-policy-changed',
    title: 'IAM policies were changed',
    severity: 'medium',
    tags: ['attack.t1098.003'],
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
    meaning:
      'What somebody may do was changed. An intruder gives rights to an identity of their own, or takes away a guardrail.',
    firstSteps: [
      'Read the policy in the record: does it give administrator rights, iam:PassRole, or rights on everything?',
      'Was it a deployment? Compare the identity, its address and the time with the pipeline.',
      'If it was not: detach the policy or set the earlier version as default again, and look at what the identity did meanwhile.',
    ],
    quiet: {
      filter: { failures: false, serviceCalls: false },
      threshold: 1,
      leftOut:
        'Calls that failed and so changed nothing, and calls that an AWS service made for somebody, CloudFormation above all: the ' +
        'change set is where those are looked at.',
    },
  },
  {
    id: 'CloudWatch.6',
    name: 'console-login-failed',
    title: 'Console sign-in failed',
    severity: 'medium',
    tags: ['attack.t1110'],
    cis: { v1_2: '3.6', v1_4: '4.6' },
    filter: {
      pattern: '{($.eventName=ConsoleLogin) && ($.errorMessage="Failed authentication")}',
      insights: 'eventName = "ConsoleLogin" and errorMessage = "Failed authentication"',
    },
    meaning:
      'Somebody gave a wrong password at the console. Once is a slip; again and again, or for many users, is guessing.',
    firstSteps: [
      'Count by address and by user: one address with many users is spraying, one user with many tries is guessing.',
      'Look for a success (ConsoleLogin, Success) from the same address afterwards; if there is one, that user is taken over.',
      'Block the address where people sign in by an identity provider of your own, and see that every user has a second factor.',
    ],
    quiet: {
      filter: {
        pattern: '{ ($.eventName = "ConsoleLogin") && ($.errorMessage = "Failed authentication") }',
        insights: 'eventName = "ConsoleLogin" and errorMessage = "Failed authentication"',
      },
      threshold: 3,
      leftOut: 'One or two failures in five minutes: everybody mistypes.',
    },
  },
];
