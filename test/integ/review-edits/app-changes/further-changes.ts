import { Duration, type Stack } from 'aws-cdk-lib';
import { Rule, Schedule } from 'aws-cdk-lib/aws-events';
import { SfnStateMachine } from 'aws-cdk-lib/aws-events-targets';
import {
  AccountPrincipal,
  type IPrincipal,
  PolicyStatement,
  Role,
  ServicePrincipal,
} from 'aws-cdk-lib/aws-iam';
import { Code, Function as LambdaFunction, Runtime } from 'aws-cdk-lib/aws-lambda';
import { RetentionDays } from 'aws-cdk-lib/aws-logs';
import type { CfnBucket } from 'aws-cdk-lib/aws-s3';
import { DefinitionBody, Pass, StateMachine } from 'aws-cdk-lib/aws-stepfunctions';
import {
  AlarmSet,
  AllowList,
  Condition,
  Rule as Detection,
  IntegrityMonitor,
  RuleSet,
  RuleSeverity,
} from '../../../../lib/index';
import { REGION } from '../../../constructs/synthesize';
import { type AppChange, backwards, fewRules, type OneAccount, ofAccount, ofProps } from './app-change';

type Also = NonNullable<OneAccount['also']>;
type Parts = Parameters<Also>[0];

const NONE: Also = () => undefined;

function also(name: string, expected: Parameters<typeof ofAccount>[1], before: Also, after: Also): AppChange {
  return ofAccount(name, expected, { also: before }, { also: after });
}

const topic = (name: string) => `arn:aws:sns:${REGION}:222233334444:${name}`;

/** Topics of another account, and principals, that may invoke the processor. */
const invoking =
  (...callers: readonly (readonly [id: string, by: string | IPrincipal])[]): Also =>
  ({ trailwatch: { processor } }) => {
    for (const [id, by] of callers)
      processor.lambdaFunction.addPermission(
        id,
        typeof by === 'string'
          ? { principal: new ServicePrincipal('sns.amazonaws.com'), sourceArn: by }
          : { principal: by },
      );
  };

const reading = ({ trailwatch: { archive } }: Parts) =>
  new PolicyStatement({ actions: ['s3:GetObject'], resources: [`${archive.bucket.bucketArn}/*`] });

const machine = (stack: Stack, id: string) =>
  new StateMachine(stack, id, { definitionBody: DefinitionBody.fromChainable(new Pass(stack, `${id}Pass`)) });

const spy: Also = (parts) => {
  const handler = new LambdaFunction(parts.stack, 'Spy', {
    ...{ runtime: Runtime.NODEJS_22_X, handler: 'index.handler' },
    code: Code.fromInline('exports.handler = async () => {};'),
    environment: { TRAILWATCH_RULES: 'none' },
  });
  handler.addToRolePolicy(reading(parts));
};
const auditor: Also = (parts) => {
  const role = new Role(parts.stack, 'Auditor', { assumedBy: new AccountPrincipal('444455556666') });
  role.addToPolicy(reading(parts));
};
const monitor: Also = ({ stack, trailwatch: { archive, alertTopic } }) => {
  new IntegrityMonitor(stack, 'Second', { archive, alertTopic });
};
const trailLogs = (retention: RetentionDays) => () => ({
  ...{ alarms: AlarmSet.securityHub().only('CloudWatch.1'), trailLogs: { retention } },
});
const secret = (condition: Condition) => () => ({
  rules: fewRules().add(
    Detection.define({
      ...{ name: 'secret-read', title: 'A secret was read', severity: RuleSeverity.HIGH, condition },
    }),
  ),
});
const READS = Condition.equalTo('eventName', 'GetSecretValue', 'BatchGetSecretValue');
const AUDITOR = also('an auditor of another account', ['weaker', /Auditor|444455556666/], NONE, auditor);

/** Twenty changes whose expectations were written before any of them was reviewed. */
export const FURTHER_CHANGES: readonly AppChange[] = [
  also(
    'an account calls the processor no more',
    ['weaker', /222233334444/],
    invoking(['Caller', new AccountPrincipal('222233334444')]),
    NONE,
  ),
  also(
    'another topic of another account invokes',
    ['weaker', /findings/],
    invoking(['FromTopic', topic('findings')]),
    invoking(['FromTopic', topic('others')]),
  ),
  also(
    'a topic of another account invokes, too',
    ['ordinary'],
    NONE,
    invoking(['FromTopic', topic('findings')]),
  ),
  also(
    'one of two topics of another account invokes no more',
    ['weaker', /second/],
    invoking(['First', topic('first')], ['Second', topic('second')]),
    invoking(['First', topic('first')]),
  ),
  also('the processor reads and writes all objects', ['weaker', /Processor\/Role/], NONE, (parts) => {
    parts.trailwatch.processor.lambdaFunction.addToRolePolicy(
      new PolicyStatement({
        actions: ['s3:GetObject', 's3:PutObject'],
        resources: [`${parts.trailwatch.archive.bucket.bucketArn}/*`],
      }),
    );
  }),
  also('a function with a variable of trailwatch reads the archive', ['weaker', /Spy/], NONE, spy),
  also('a monitor of integrity less', ['weaker', /Second/], monitor, NONE),
  also('a state machine reads the archive', ['weaker', /Copier/], NONE, (parts) => {
    machine(parts.stack, 'Copier').addToRolePolicy(reading(parts));
  }),
  also(
    'a state machine every night',
    ['ordinary'],
    NONE,
    ({ stack }) =>
      void new Rule(stack, 'Nightly', {
        schedule: Schedule.rate(Duration.days(1)),
        targets: [new SfnStateMachine(machine(stack, 'Report'))],
      }),
  ),
  ofProps(
    'no operators, who are watched no more',
    ['weaker', /Operator/],
    () => ({ operatorRoleArns: ['arn:aws:iam::111122223333:role/Operator'] }),
    () => ({}),
  ),
  ofProps(
    'mail goes to somebody else',
    ['weaker', /soc@example\.com/],
    () => ({}),
    () => ({ emails: ['ops@example.com'] }),
  ),
  ofProps(
    'another rule instead of one',
    ['weaker', /root-user-acted/],
    () => ({ rules: fewRules() }),
    () => ({
      rules: RuleSet.builtIn().only('trail-changed', 'guardduty-disabled', 'config-recording-stopped'),
    }),
  ),
  ofProps(
    'one of two networks is allowed no more',
    ['stronger'],
    () => ({ rules: fewRules().allow(AllowList.networks('198.51.100.0/24', '203.0.113.0/24')) }),
    () => ({ rules: fewRules().allow(AllowList.networks('198.51.100.0/24')) }),
  ),
  ofProps(
    'values as alternatives',
    ['ordinary'],
    secret(READS),
    secret(
      Condition.anyOf(
        Condition.equalTo('eventName', 'BatchGetSecretValue'),
        Condition.equalTo('eventName', 'GetSecretValue'),
      ),
    ),
  ),
  ofProps(
    'a prefix of a value',
    ['stronger'],
    secret(READS),
    secret(Condition.anyOf(READS, Condition.startsWith('eventName', 'GetSecret'))),
  ),
  AUDITOR,
  backwards(AUDITOR, 'stronger'),
  ofProps(
    'longer logs of the trail',
    ['stronger'],
    trailLogs(RetentionDays.ONE_WEEK),
    trailLogs(RetentionDays.ONE_YEAR),
  ),
  also(
    'no termination protection',
    ['weaker', /terminat/i],
    ({ stack }) => {
      stack.terminationProtection = true;
    },
    NONE,
  ),
  also('no versions of log files', ['weaker', /version/i], NONE, ({ trailwatch: { archive } }) => {
    const bucket = archive.bucket.node.defaultChild as CfnBucket;
    bucket.addPropertyOverride('VersioningConfiguration.Status', 'Suspended');
  }),
];
