package com.example;

import io.github.trailwatch.cdk.AllowList;
import io.github.trailwatch.cdk.Condition;
import io.github.trailwatch.cdk.CorrelationRule;
import io.github.trailwatch.cdk.CorrelationRuleProps;
import io.github.trailwatch.cdk.DataEventType;
import io.github.trailwatch.cdk.EventField;
import io.github.trailwatch.cdk.EventSelection;
import io.github.trailwatch.cdk.FieldMatch;
import io.github.trailwatch.cdk.Rule;
import io.github.trailwatch.cdk.RuleProps;
import io.github.trailwatch.cdk.RuleSet;
import io.github.trailwatch.cdk.RuleSeverity;
import io.github.trailwatch.cdk.RuleTuning;
import io.github.trailwatch.cdk.Trailwatch;
import java.util.List;
import software.amazon.awscdk.App;
import software.amazon.awscdk.Duration;
import software.amazon.awscdk.Environment;
import software.amazon.awscdk.Stack;

public class OwnRulesApp {
    public static void main(final String[] args) {
        final App app = new App();
        final Stack stack = Stack.Builder.create(app, "OwnRules")
            .env(Environment.builder().account("111122223333").region("eu-west-1").build())
            .build();

        final Rule payrollRead = Rule.define(RuleProps.builder()
            .name("payroll-read-from-outside")
            .title("The payroll bucket was read from outside the office")
            .severity(RuleSeverity.HIGH)
            .condition(Condition.allOf(
                Condition.equalTo("eventSource", "s3.amazonaws.com"),
                Condition.equalTo("eventName", "GetObject", "CopyObject"),
                Condition.equalTo("requestParameters.bucketName", "payroll"),
                Condition.noneOf(Condition.cidr("sourceIPAddress", "203.0.113.0/24"))))
            .firstSteps(List.of(
                "Ask the actor whether they are travelling", "Revoke the session if they are not"))
            .build());

        final CorrelationRule payrollEmptied = CorrelationRule.eventCount(10, CorrelationRuleProps.builder()
            .name("payroll-emptied")
            .title("Much of the payroll bucket was read from outside the office")
            .severity(RuleSeverity.CRITICAL)
            .rules(List.of(payrollRead))
            .window(Duration.minutes(15))
            .groupBy(List.of("userIdentity.arn"))
            .build());

        final AllowList deployments = AllowList.allOf(
            AllowList.roles("arn:aws:iam::111122223333:role/ops/deployer"),
            AllowList.networks("10.0.0.0/8"));

        Trailwatch.Builder.create(stack, "Trailwatch")
            .emails(List.of("security@example.com"))
            .eventSelection(EventSelection.managementEvents()
                .withoutKms()
                .plus(EventSelection.dataEvents(DataEventType.S3_OBJECT)
                    .where(EventField.USER_IDENTITY_ARN, FieldMatch.builder()
                        .notStartsWith(List.of("arn:aws:sts::111122223333:assumed-role/backup/"))
                        .build())
                    .forResourcesUnder("arn:aws:s3:::payroll/")))
            .rules(RuleSet.builtIn()
                .withMinimumSeverity(RuleSeverity.LOW)
                .without("console-login-without-mfa")
                .tune("trail-changed", RuleTuning.builder()
                    .severity(RuleSeverity.CRITICAL)
                    .allow(deployments)
                    .build())
                .withOwnAccounts("111122223333", "444455556666")
                .add(payrollRead, Rule.fromSigmaFile("rules/payments-key-used.yml"))
                .addCorrelations(payrollEmptied))
            .build();

        app.synth();
    }
}
