package com.example;

import io.github.trailwatch.cdk.AccountTrailIdentityProps;
import io.github.trailwatch.cdk.AggregationTemplate;
import io.github.trailwatch.cdk.AuditTrail;
import io.github.trailwatch.cdk.BasicDataResource;
import io.github.trailwatch.cdk.BasicEventSelector;
import io.github.trailwatch.cdk.DataEventType;
import io.github.trailwatch.cdk.EventField;
import io.github.trailwatch.cdk.EventSelection;
import io.github.trailwatch.cdk.FieldMatch;
import io.github.trailwatch.cdk.Insights;
import io.github.trailwatch.cdk.InsightsCategory;
import io.github.trailwatch.cdk.LogArchive;
import io.github.trailwatch.cdk.ReadWriteType;
import io.github.trailwatch.cdk.TrailIdentity;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import software.amazon.awscdk.App;
import software.amazon.awscdk.Environment;
import software.amazon.awscdk.Stack;

public class SelectionsApp {
    private static final String ACCOUNT = "111122223333";
    private static final String REGION = "eu-central-1";

    public static void main(final String[] args) {
        final Map<String, EventSelection> selections = new LinkedHashMap<>();
        selections.put("Management", EventSelection.managementEvents()
            .withoutKms()
            .withInsights(Insights.callRate(), Insights.errorRate()));
        selections.put("Data", EventSelection.dataEvents(DataEventType.S3_OBJECT)
            .writeOnly()
            .forResourcesUnder("arn:aws:s3:::orders/")
            .plus(EventSelection.dataEvents(
                    DataEventType.SQS_QUEUE, DataEventType.fromResourceType("AWS::SNS::Topic"))
                .where(EventField.EVENT_NAME, FieldMatch.builder()
                    .startsWith(List.of("Send", "Publish"))
                    .notEndsWith(List.of("Batch"))
                    .build())
                .named("what is sent"))
            .aggregatedBy(AggregationTemplate.API_ACTIVITY)
            .withInsights(Insights.callRate(InsightsCategory.DATA)));
        selections.put("Network", EventSelection.networkActivity("s3.amazonaws.com", "kms.amazonaws.com")
            .deniedOnly());
        selections.put("Basic", EventSelection.basic(BasicEventSelector.builder()
            .readWriteType(ReadWriteType.WRITE_ONLY)
            .includeManagementEvents(false)
            .dataResources(List.of(BasicDataResource.builder()
                .resourceType(DataEventType.LAMBDA_FUNCTION)
                .values(List.of("arn:aws:lambda"))
                .build()))
            .build()));

        final App app = new App();
        final Stack stack = Stack.Builder.create(app, "Selections")
            .env(Environment.builder().account(ACCOUNT).region(REGION).build())
            .build();
        final List<TrailIdentity> trails = selections.keySet().stream()
            .map(name -> TrailIdentity.account(AccountTrailIdentityProps.builder()
                .trailName(name)
                .homeRegion(REGION)
                .ownerAccount(ACCOUNT)
                .build()))
            .toList();
        final LogArchive archive = LogArchive.Builder.create(stack, "Archive").trails(trails).build();
        for (final TrailIdentity identity : trails) {
            AuditTrail.Builder.create(stack, identity.getTrailName())
                .identity(identity)
                .archive(archive)
                .eventSelection(selections.get(identity.getTrailName()))
                .build();
        }

        app.synth();
    }
}
