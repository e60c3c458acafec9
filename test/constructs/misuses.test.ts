import { Duration, RemovalPolicy, type Size, type Stack } from 'aws-cdk-lib';
import { ObjectLockRetention, StorageClass } from 'aws-cdk-lib/aws-s3';
import { Topic } from 'aws-cdk-lib/aws-sns';
import {
  AlertResponse,
  AlertTopic,
  AllowList,
  AuditTrail,
  Condition,
  CorrelationRule,
  DataEventType,
  EventSelection,
  Insights,
  InsightsCategory,
  LogArchive,
  LogProcessor,
  LogReader,
  Responder,
  Rule,
  RuleSet,
  RuleSeverity,
  TrailIdentity,
  Trailwatch,
  type TrailwatchProps,
} from '../../lib/index';
import { ACCOUNT, newStack, ORGANIZATION, REGION, synthError, TRAIL, warningsOf } from './synthesize';

const OWN_ORGANIZATION = TrailIdentity.organization({
  ...{ trailName: 'everyone', homeRegion: REGION },
  ...{ managementAccount: ACCOUNT, organizationId: ORGANIZATION },
});

const EMAILS = ['security@example.com'];

/** What is said of an app: the error, of its code or of its synthesis, or the warnings. */
function said(build: (stack: Stack) => void): string {
  const stack = newStack();
  try {
    build(stack);
  } catch (error) {
    return (error as Error).message;
  }
  const warnings = (() => {
    try {
      return warningsOf(stack);
    } catch {
      return undefined;
    }
  })();
  return warnings?.join('\n') ?? synthError(stack);
}

const whole = (props: TrailwatchProps) => (stack: Stack) => {
  new Trailwatch(stack, 'Audit', { emails: EMAILS, ...props });
};

/** A processor alone, where only its rules matter. */
const ruled = (rules: () => RuleSet) => (stack: Stack) => {
  const archive = new LogArchive(stack, 'Archive', { trails: [TRAIL] });
  new AuditTrail(stack, 'Trail', { identity: TRAIL, archive });
  const alertTopic = new AlertTopic(stack, 'Alerts', { emails: EMAILS });
  new LogProcessor(stack, 'Processor', { archive, alertTopic, rules: rules() });
};

const own = (condition: () => Condition) =>
  ruled(() =>
    RuleSet.fromRules(
      Rule.define({ name: 'own', title: 'Own', severity: RuleSeverity.HIGH, condition: condition() }),
    ),
  );

const allowing = (list: () => AllowList) => ruled(() => RuleSet.builtIn().allow(list()));

const responding = (props: object) => (stack: Stack) => {
  const alertTopic = new AlertTopic(stack, 'Alerts', { emails: EMAILS });
  new Responder(stack, 'Responder', {
    alertTopic,
    responses: [AlertResponse.startLogging({ rules: RuleSet.builtIn().only('trail-stopped-or-deleted') })],
    ...props,
  });
};

const guarded = (exemptRoleArns: string[], operatorRoleArns?: string[]) =>
  whole({ guardrails: { exemptRoleArns, ...(operatorRoleArns === undefined ? {} : { operatorRoleArns }) } });

const INFO = { name: 'count', title: 'Count', severity: RuleSeverity.HIGH, window: Duration.hours(1) };
const counted = (groupBy: string[], fields?: string[]) =>
  ruled(() => {
    const rule = Rule.define({
      ...{ name: 'made', title: 'Made', severity: RuleSeverity.LOW },
      condition: Condition.equalTo('eventName', 'CreateUser'),
    });
    const props = { ...INFO, rules: [rule], groupBy };
    return RuleSet.fromRules(rule).addCorrelations(
      fields === undefined
        ? CorrelationRule.eventCount(3, props)
        : CorrelationRule.valueCount(3, fields, props),
    );
  });

/** Settings that take evidence or alerts away, or have no effect, and the part of the sentence that says it. */
const MISUSES: readonly (readonly [what: string, build: (stack: Stack) => void, part: string])[] = [
  ['no recipient', whole({ emails: [] }), 'has no subscription'],
  [
    'a filter of no address',
    (stack) => new Trailwatch(stack, 'A', { emailFilter: {} }),
    'emailFilter has no effect without emails',
  ],
  ['a filter that lets nothing through', whole({ emailFilter: { accounts: [] } }), 'lets no alert through'],
  [
    'a filter by a misspelt rule',
    whole({ emailFilter: { ruleNames: ['trail-stoped-or-deleted'] } }),
    "where 'trail-stopped-or-deleted' is a rule",
  ],
  ['an address twice', whole({ emails: [...EMAILS, ...EMAILS] }), 'SNS subscribes an address only once'],
  ['no address', whole({ emails: ['security'] }), "'security' is not an e-mail address"],
  [
    'more recipients than filters',
    whole({ emails: Array.from({ length: 205 }, (_, at) => `p${at}@example.com`) }),
    'SNS allows 200 filter policies',
  ],
  [
    'a FIFO topic',
    (stack) =>
      new Trailwatch(stack, 'A', {
        alertTopic: AlertTopic.fromTopic(
          stack,
          'T',
          Topic.fromTopicArn(stack, 'F', `arn:aws:sns:${REGION}:${ACCOUNT}:alerts.fifo`),
        ),
      }),
    'is a FIFO topic',
  ],
  ['no rules', whole({ rules: RuleSet.fromRules() }), 'rules contains no rules'],
  [
    'data events alone',
    whole({ eventSelection: EventSelection.managementEvents().readOnly() }),
    'can never raise an alert',
  ],
  [
    'Insights of what is not logged',
    whole({
      eventSelection: EventSelection.dataEvents(DataEventType.S3_OBJECT),
      insights: [Insights.callRate(InsightsCategory.MANAGEMENT)],
    }),
    'Insights',
  ],
  [
    'a window of novelty that nothing fills',
    whole({ processor: {}, firstSeenAfter: Duration.days(0) }),
    'firstSeenAfter is 0 days',
  ],
  ['one that memory does not reach', whole({ firstSeenAfter: Duration.days(80) }), 'from 1 to 30 days'],
  [
    'memory as a number',
    whole({ processor: { memorySize: 128 as unknown as Size } }),
    'expected Size of aws-cdk-lib',
  ],
  [
    'integrity that is looked at monthly',
    whole({ integrity: { checkEvery: Duration.days(30) } }),
    'from 15 to 60 minutes',
  ],
  [
    'integrity that looks back a day',
    whole({ integrity: { recheckReach: Duration.days(1) } }),
    'from 48 to 87600 hours',
  ],
  ['a budget of nothing', whole({ deliveryMonitor: { monthlyBudget: 0 } }), 'from 1 to 1000000000 dollars'],
  ['guardrails for nobody', guarded(['*']), "exemptRoleArns '*'"],
  [
    'guardrails that exempt every role',
    guarded([`arn:aws:iam::${ACCOUNT}:role/*`]),
    'at least three characters known',
  ],
  [
    'guardrails that exempt a session',
    guarded([`arn:aws:sts::${ACCOUNT}:assumed-role/deployer/ci`]),
    'must be the ARN of a role',
  ],
  [
    'guardrails that exempt a user',
    guarded([`arn:aws:iam::${ACCOUNT}:user/deployer`]),
    'must be the ARN of a role',
  ],
  [
    'operators that are everybody',
    guarded([`arn:aws:iam::${ACCOUNT}:role/cdk-hnb659fds-*`], ['arn:aws:iam::*:role/*']),
    "operatorRoleArns 'arn:aws:iam::*:role/*'",
  ],
  [
    'deployments by everybody',
    whole({ deploymentRoleArns: [`arn:aws:iam::${ACCOUNT}:role/*`] }),
    'deploymentRoleArns',
  ],
  ['own resources that are everything', whole({ resourceNames: ['*'] }), 'would match unrelated resources'],
  [
    'a vendor without a secret',
    (stack) =>
      whole({ readers: { vendor: LogReader.thirdParty({ account: '999999999999', externalId: 'x' }) } })(
        stack,
      ),
    'must have 2 to 1224 characters',
  ],
  [
    'realtime members without Regions',
    whole({ realtime: { organizationalUnitIds: ['ou-abcd-12345678'] } }),
    'must be set together',
  ],
  [
    'realtime members without the global Region',
    whole({
      identity: OWN_ORGANIZATION,
      realtime: { memberRegions: ['eu-west-1'], organizationalUnitIds: ['ou-abcd-12345678'] },
    }),
    'us-east-1',
  ],
  [
    'realtime without the global Region',
    whole({ realtime: {} }),
    'events of IAM, of the root user and of other global services',
  ],
  [
    'files that expire before their lock',
    whole({
      objectLock: ObjectLockRetention.compliance(Duration.days(3650)),
      lifecycleRules: [{ expiration: Duration.days(365) }],
    }),
    'objectLock keeps each for 3650 days',
  ],
  [
    'locked files that are deleted',
    whole({
      objectLock: ObjectLockRetention.compliance(Duration.days(365)),
      removalPolicy: RemovalPolicy.DESTROY,
    }),
    'S3 does not delete a bucket with locked files',
  ],
  [
    'files that are archived at once',
    whole({
      lifecycleRules: [
        { transitions: [{ storageClass: StorageClass.DEEP_ARCHIVE, transitionAfter: Duration.days(0) }] },
      ],
    }),
    'moves files to DEEP_ARCHIVE after 0 days',
  ],
  [
    'digests that expire',
    whole({
      lifecycleRules: [{ prefix: `AWSLogs/${ACCOUNT}/CloudTrail-Digest/`, expiration: Duration.days(10) }],
    }),
    'expire after 10 days',
  ],
  ['a prefix that CloudTrail adds', whole({ keyPrefix: 'AWSLogs' }), "must not contain the folder 'AWSLogs'"],
  [
    'a trail of another account',
    whole({
      identity: TrailIdentity.account({
        trailName: 'other',
        homeRegion: REGION,
        ownerAccount: '444455556666',
      }),
    }),
    'but the stack deploys to',
  ],
  ['every role allowed', allowing(() => AllowList.roles('*')), "AllowList.roles has '*'"],
  [
    'the Internet allowed in halves',
    allowing(() => AllowList.networks('0.0.0.0/1', '128.0.0.0/1')),
    'more than a /8 of IPv4',
  ],
  ['every program allowed', allowing(() => AllowList.userAgents('*')), "AllowList.userAgents has '*'"],
  [
    'an exception that is over',
    allowing(() =>
      AllowList.entry({ allow: AllowList.networks('203.0.113.0/24'), until: '2025-01-01', reason: 'move' }),
    ),
    'ended at 2025-01-01',
  ],
  [
    'a role in every account',
    allowing(() => AllowList.roles('deployer')),
    'a role of that name in any account is allowed',
  ],
  [
    'events that are not logged',
    own(() =>
      Condition.allOf(
        Condition.equalTo('eventSource', 's3.amazonaws.com'),
        Condition.equalTo('eventName', 'GetObject'),
      ),
    ),
    "no trail logs what 'own' looks for",
  ],
  [
    'a call of two names',
    own(() =>
      Condition.allOf(
        Condition.equalTo('eventName', 'CreateUser'),
        Condition.equalTo('eventName', 'DeleteUser'),
      ),
    ),
    "no trail logs what 'own' looks for",
  ],
  [
    'a Boolean that is a word',
    own(() => Condition.equalTo('readOnly', 'yes')),
    "CloudTrail writes 'true' or 'false'",
  ],
  [
    'a sign-in that is a Boolean',
    own(() => Condition.equalTo('additionalEventData.MFAUsed', 'false')),
    "CloudTrail writes 'Yes' or 'No'",
  ],
  [
    'a caller that is a role',
    own(() => Condition.equalTo('userIdentity.arn', `arn:aws:iam::${ACCOUNT}:role/admin`)),
    'sessionIssuer.arn',
  ],
  [
    'an issuer that is a session',
    own(() =>
      Condition.equalTo(
        'userIdentity.sessionContext.sessionIssuer.arn',
        `arn:aws:sts::${ACCOUNT}:assumed-role/admin/ann`,
      ),
    ),
    'no record satisfies the condition',
  ],
  ['nothing of nothing', own(() => Condition.anyOf()), 'needs at least one condition'],
  [
    'an expression with lookaround',
    own(() => Condition.matches('eventName', '^(?!Get)')),
    'lookaround is not supported',
  ],
  ['three records of one', counted(['eventID']), 'is satisfied by no records'],
  ['three values of one', counted([], ['eventName']), "the rules accept one value of 'eventName'"],
  [
    'values of what they are grouped by',
    counted(['sourceIPAddress'], ['sourceIPAddress']),
    "in 'group-by' too",
  ],
  [
    'a group by a field that no record has',
    counted(['userIdentity.userArn']),
    "no CloudTrail record has the field 'userIdentity.userArn'",
  ],
  ['no responses', responding({ responses: [] }), 'responses is empty'],
  ['responses to nothing', responding({ maxActionsPerHour: 0 }), 'maxActionsPerHour is 0'],
];

test.each(MISUSES)('%s is told', (_what, build, part) => {
  const text = said(build);
  expect(text).toContain(part);
  // Neither an error of the CDK or of JavaScript, nor a token.
  expect(text).not.toMatch(/Resolution error|Cannot read|undefined|is not a function|\$\{Token/);
});
