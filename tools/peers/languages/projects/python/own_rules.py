from aws_cdk import App, Duration, Environment, Stack
from cdk_trailwatch import (
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
)

app = App()
stack = Stack(app, "OwnRules", env=Environment(account="111122223333", region="eu-west-1"))

payroll_read = Rule.define(
    name="payroll-read-from-outside",
    title="The payroll bucket was read from outside the office",
    severity=RuleSeverity.HIGH,
    condition=Condition.all_of(
        Condition.equal_to("eventSource", "s3.amazonaws.com"),
        Condition.equal_to("eventName", "GetObject", "CopyObject"),
        Condition.equal_to("requestParameters.bucketName", "payroll"),
        Condition.none_of(Condition.cidr("sourceIPAddress", "203.0.113.0/24")),
    ),
    first_steps=["Ask the actor whether they are travelling", "Revoke the session if they are not"],
)

payroll_emptied = CorrelationRule.event_count(
    10,
    name="payroll-emptied",
    title="Much of the payroll bucket was read from outside the office",
    severity=RuleSeverity.CRITICAL,
    rules=[payroll_read],
    window=Duration.minutes(15),
    group_by=["userIdentity.arn"],
)

deployments = AllowList.all_of(
    AllowList.roles("arn:aws:iam::111122223333:role/ops/deployer"),
    AllowList.networks("10.0.0.0/8"),
)

Trailwatch(
    stack,
    "Trailwatch",
    emails=["security@example.com"],
    event_selection=EventSelection.management_events()
    .without_kms()
    .plus(
        EventSelection.data_events(DataEventType.S3_OBJECT)
        .where(
            EventField.USER_IDENTITY_ARN,
            not_starts_with=["arn:aws:sts::111122223333:assumed-role/backup/"],
        )
        .for_resources_under("arn:aws:s3:::payroll/")
    ),
    rules=RuleSet.built_in()
    .with_minimum_severity(RuleSeverity.LOW)
    .without("console-login-without-mfa")
    .tune("trail-changed", severity=RuleSeverity.CRITICAL, allow=deployments)
    .with_own_accounts("111122223333", "444455556666")
    .add(payroll_read, Rule.from_sigma_file("rules/payments-key-used.yml"))
    .add_correlations(payroll_emptied),
)

app.synth()
