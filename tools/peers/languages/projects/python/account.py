from aws_cdk import App, Environment, Stack
from cdk_trailwatch import Trailwatch

app = App()
stack = Stack(app, "Audit", env=Environment(account="111122223333", region="eu-west-1"))

Trailwatch(stack, "Trailwatch", emails=["security@example.com"])

app.synth()
