"""What the scenario 'account' deploys, as a user of Python writes it. The rule's file is the only argument."""

import sys

from aws_cdk import App, Environment, Stack
from cdk_trailwatch import Rule, RuleSet, TrailIdentity, Trailwatch

ACCOUNT = "111122223333"
REGION = "eu-central-1"

app = App(analytics_reporting=False)
stack = Stack(app, "Account", env=Environment(account=ACCOUNT, region=REGION))
Trailwatch(
    stack,
    "Trailwatch",
    identity=TrailIdentity.account(trail_name="primary", home_region=REGION, owner_account=ACCOUNT),
    key_prefix="audit",
    rules=RuleSet.of(Rule.from_sigma_file(sys.argv[1])),
    emails=["security@example.com"],
)
app.synth()
