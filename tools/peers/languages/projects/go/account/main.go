package main

import (
	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/jsii-runtime-go"
	"github.com/trailwatch/cdk-trailwatch-go/cdktrailwatch"
)

func main() {
	defer jsii.Close()

	app := awscdk.NewApp(nil)
	stack := awscdk.NewStack(app, jsii.String("Audit"), &awscdk.StackProps{
		Env: &awscdk.Environment{Account: jsii.String("111122223333"), Region: jsii.String("eu-west-1")},
	})

	cdktrailwatch.NewTrailwatch(stack, jsii.String("Trailwatch"), &cdktrailwatch.TrailwatchProps{
		Emails: jsii.Strings("security@example.com"),
	})

	app.Synth(nil)
}
