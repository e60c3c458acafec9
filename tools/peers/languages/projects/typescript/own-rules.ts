import { App, Duration, Stack } from 'aws-cdk-lib';
import {
  AllowList,
  Condition,
  CorrelationRule,
  DataEventType,
  EventField,
  EventSelection,
  Rule,
  RuleSet,
  RuleSeverity,
  Trailwatch,
} from '../../../../../lib/index';

const app = new App();
const stack = new Stack(app, 'OwnRules', { env: { account: '111122223333', region: 'eu-west-1' } });

const payrollRead = Rule.define({
  name: 'payroll-read-from-outside',
  title: 'The payroll bucket was read from outside the office',
  severity: RuleSeverity.HIGH,
  condition: Condition.allOf(
    Condition.equalTo('eventSource', 's3.amazonaws.com'),
    Condition.equalTo('eventName', 'GetObject', 'CopyObject'),
    Condition.equalTo('requestParameters.bucketName', 'payroll'),
    Condition.noneOf(Condition.cidr('sourceIPAddress', '203.0.113.0/24')),
  ),
  firstSteps: ['Ask the actor whether they are travelling', 'Revoke the session if they are not'],
});

const payrollEmptied = CorrelationRule.eventCount(10, {
  name: 'payroll-emptied',
  title: 'Much of the payroll bucket was read from outside the office',
  severity: RuleSeverity.CRITICAL,
  rules: [payrollRead],
  window: Duration.minutes(15),
  groupBy: ['userIdentity.arn'],
});

const deployments = AllowList.allOf(
  AllowList.roles('arn:aws:iam::111122223333:role/ops/deployer'),
  AllowList.networks('10.0.0.0/8'),
);

new Trailwatch(stack, 'Trailwatch', {
  emails: ['security@example.com'],
  eventSelection: EventSelection.managementEvents()
    .withoutKms()
    .plus(
      EventSelection.dataEvents(DataEventType.S3_OBJECT)
        .where(EventField.USER_IDENTITY_ARN, {
          notStartsWith: ['arn:aws:sts::111122223333:assumed-role/backup/'],
        })
        .forResourcesUnder('arn:aws:s3:::payroll/'),
    ),
  rules: RuleSet.builtIn()
    .withMinimumSeverity(RuleSeverity.LOW)
    .without('console-login-without-mfa')
    .tune('trail-changed', { severity: RuleSeverity.CRITICAL, allow: deployments })
    .withOwnAccounts('111122223333', '444455556666')
    .add(payrollRead, Rule.fromSigmaFile('rules/payments-key-used.yml'))
    .addCorrelations(payrollEmptied),
});

app.synth();
