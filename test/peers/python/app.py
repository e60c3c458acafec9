"""
What the scenario 'account' deploys, and trails of each kind of selection, as a user of Python writes them. The rule's
file is the only argument.
"""

import sys

from aws_cdk import App, Environment, Stack
from cdk_trailwatch import Rule, RuleSet, TrailIdentity, Trailwatch
from selecting_trails import add_selecting_trails

ACCOUNT = "111122223333"
REGION = "eu-central-1"

app = App(analytics_reporting=False)
stack = Stack(app, "Account", env=Environment(account=ACCOUNT, region=REGION))
Trailwatch(
    stack,
    "Trailwatch",
    identity=TrailIdentity.account(trail_name="primary", home_region=REGION, owner_account=ACCOUNT),
    key_prefix="audit",
    rules=RuleSet.from_rules(Rule.from_sigma_file(sys.argv[1])),
    emails=["security@example.com"],
)
add_selecting_trails(app)
app.synth()
