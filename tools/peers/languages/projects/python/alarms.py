from aws_cdk import App, Environment, Stack
from cdk_trailwatch import (
    AlarmContext,
    AlarmSet,
    AlertTopic,
    AuditTrail,
    CisVersion,
    LogArchive,
    LogProcessor,
    MetricAlarms,
    TrailIdentity,
    TrailLogGroup,
)

app = App()
stack = Stack(app, "Alarms", env=Environment(account="111122223333", region="eu-west-1"))

identity = TrailIdentity.account(
    trail_name="audit",
    home_region="eu-west-1",
    owner_account="111122223333",
)
archive = LogArchive(stack, "Archive", trails=[identity])
trail = AuditTrail(
    stack,
    "Trail",
    identity=identity,
    archive=archive,
    cloud_watch_logs=TrailLogGroup.create(),
)

alert_topic = AlertTopic(stack, "Alerts")
alert_topic.add_email("security@example.com")
processor = LogProcessor(stack, "Processor", archive=archive, alert_topic=alert_topic)

metric_alarms = MetricAlarms(
    stack,
    "MetricAlarms",
    trail=trail,
    alert_topic=alert_topic,
    alarms=AlarmSet.security_hub(cis=CisVersion.V1_4),
    dashboard=True,
)
AlarmContext(stack, "AlarmContext", metric_alarms=metric_alarms, processor=processor)

app.synth()
