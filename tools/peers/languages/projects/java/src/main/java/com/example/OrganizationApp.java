package com.example;

import io.github.trailwatch.cdk.AlarmSet;
import io.github.trailwatch.cdk.OrganizationTrailIdentityProps;
import io.github.trailwatch.cdk.TrailIdentity;
import io.github.trailwatch.cdk.Trailwatch;
import io.github.trailwatch.cdk.TrailwatchRealtimeOptions;
import java.util.List;
import software.amazon.awscdk.App;
import software.amazon.awscdk.Environment;
import software.amazon.awscdk.Stack;

public class OrganizationApp {
    public static void main(final String[] args) {
        final App app = new App();
        final Stack management = Stack.Builder.create(app, "Management")
            .env(Environment.builder().account("111122223333").region("eu-west-1").build())
            .build();
        final Stack logArchive = Stack.Builder.create(app, "LogArchive")
            .env(Environment.builder().account("444455556666").region("eu-west-1").build())
            .build();

        Trailwatch.Builder.create(logArchive, "Trailwatch")
            .identity(TrailIdentity.organization(OrganizationTrailIdentityProps.builder()
                .trailName("organization-trail")
                .homeRegion("eu-west-1")
                .managementAccount("111122223333")
                .organizationId("o-exampleorgid")
                .build()))
            .trailScope(management)
            .bucketName("example-organization-logs")
            .emails(List.of("security@example.com"))
            .alarms(AlarmSet.securityHub())
            .realtime(TrailwatchRealtimeOptions.builder()
                .memberRegions(List.of("eu-west-1", "us-east-1"))
                .organizationalUnitIds(List.of("r-abcd"))
                .build())
            .build();

        app.synth();
    }
}
