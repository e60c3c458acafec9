from aws_cdk import App, Environment, Stack
from cdk_trailwatch import AlarmSet, TrailIdentity, Trailwatch, TrailwatchRealtimeOptions

app = App()
management = Stack(app, "Management", env=Environment(account="111122223333", region="eu-west-1"))
log_archive = Stack(app, "LogArchive", env=Environment(account="444455556666", region="eu-west-1"))

Trailwatch(
    log_archive,
    "Trailwatch",
    identity=TrailIdentity.organization(
        trail_name="organization-trail",
        home_region="eu-west-1",
        management_account="111122223333",
        organization_id="o-exampleorgid",
    ),
    trail_scope=management,
    bucket_name="example-organization-logs",
    emails=["security@example.com"],
    alarms=AlarmSet.security_hub(),
    realtime=TrailwatchRealtimeOptions(
        member_regions=["eu-west-1", "us-east-1"],
        organizational_unit_ids=["r-abcd"],
    ),
)

app.synth()
