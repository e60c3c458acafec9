package com.example;

import io.github.trailwatch.cdk.AccountTrailIdentityProps;
import io.github.trailwatch.cdk.AlarmContext;
import io.github.trailwatch.cdk.AlarmSet;
import io.github.trailwatch.cdk.AlertTopic;
import io.github.trailwatch.cdk.AuditTrail;
import io.github.trailwatch.cdk.CisVersion;
import io.github.trailwatch.cdk.LogArchive;
import io.github.trailwatch.cdk.LogProcessor;
import io.github.trailwatch.cdk.MetricAlarms;
import io.github.trailwatch.cdk.SecurityHubAlarmsOptions;
import io.github.trailwatch.cdk.TrailIdentity;
import io.github.trailwatch.cdk.TrailLogGroup;
import java.util.List;
import software.amazon.awscdk.App;
import software.amazon.awscdk.Environment;
import software.amazon.awscdk.Stack;

public class AlarmsApp {
    public static void main(final String[] args) {
        final App app = new App();
        final Stack stack = Stack.Builder.create(app, "Alarms")
            .env(Environment.builder().account("111122223333").region("eu-west-1").build())
            .build();

        final TrailIdentity identity = TrailIdentity.account(AccountTrailIdentityProps.builder()
            .trailName("audit")
            .homeRegion("eu-west-1")
            .ownerAccount("111122223333")
            .build());
        final LogArchive archive = LogArchive.Builder.create(stack, "Archive")
            .trails(List.of(identity))
            .build();
        final AuditTrail trail = AuditTrail.Builder.create(stack, "Trail")
            .identity(identity)
            .archive(archive)
            .cloudWatchLogs(TrailLogGroup.create())
            .build();

        final AlertTopic alertTopic = new AlertTopic(stack, "Alerts");
        alertTopic.addEmail("security@example.com");
        final LogProcessor processor = LogProcessor.Builder.create(stack, "Processor")
            .archive(archive)
            .alertTopic(alertTopic)
            .build();

        final MetricAlarms metricAlarms = MetricAlarms.Builder.create(stack, "MetricAlarms")
            .trail(trail)
            .alertTopic(alertTopic)
            .alarms(AlarmSet.securityHub(SecurityHubAlarmsOptions.builder().cis(CisVersion.V1_4).build()))
            .dashboard(true)
            .build();
        AlarmContext.Builder.create(stack, "AlarmContext")
            .metricAlarms(metricAlarms)
            .processor(processor)
            .build();

        app.synth();
    }
}
