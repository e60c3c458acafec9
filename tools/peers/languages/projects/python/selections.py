from aws_cdk import App, Environment, Stack
from cdk_trailwatch import (
    AggregationTemplate,
    AuditTrail,
    BasicDataResource,
    BasicEventSelector,
    DataEventType,
    EventField,
    EventSelection,
    Insights,
    InsightsCategory,
    LogArchive,
    ReadWriteType,
    TrailIdentity,
)

ACCOUNT = "111122223333"
REGION = "eu-central-1"

selections = {
    "Management": EventSelection.management_events()
    .without_kms()
    .with_insights(Insights.call_rate(), Insights.error_rate()),
    "Data": EventSelection.data_events(DataEventType.S3_OBJECT)
    .write_only()
    .for_resources_under("arn:aws:s3:::orders/")
    .plus(
        EventSelection.data_events(DataEventType.SQS_QUEUE, DataEventType.from_resource_type("AWS::SNS::Topic"))
        .where(EventField.EVENT_NAME, starts_with=["Send", "Publish"], not_ends_with=["Batch"])
        .named("what is sent")
    )
    .aggregated_by(AggregationTemplate.API_ACTIVITY)
    .with_insights(Insights.call_rate(InsightsCategory.DATA)),
    "Network": EventSelection.network_activity("s3.amazonaws.com", "kms.amazonaws.com").denied_only(),
    "Basic": EventSelection.basic(
        BasicEventSelector(
            read_write_type=ReadWriteType.WRITE_ONLY,
            include_management_events=False,
            data_resources=[
                BasicDataResource(resource_type=DataEventType.LAMBDA_FUNCTION, values=["arn:aws:lambda"])
            ],
        )
    ),
}

app = App()
stack = Stack(app, "Selections", env=Environment(account=ACCOUNT, region=REGION))
trails = [
    TrailIdentity.account(trail_name=name, home_region=REGION, owner_account=ACCOUNT) for name in selections
]
archive = LogArchive(stack, "Archive", trails=trails)
for identity in trails:
    AuditTrail(
        stack,
        identity.trail_name,
        identity=identity,
        archive=archive,
        event_selection=selections[identity.trail_name],
    )

app.synth()
