package main

import (
	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/jsii-runtime-go"
	"github.com/trailwatch/cdk-trailwatch-go/cdktrailwatch"
)

func main() {
	defer jsii.Close()

	app := awscdk.NewApp(nil)
	management := awscdk.NewStack(app, jsii.String("Management"), &awscdk.StackProps{
		Env: &awscdk.Environment{Account: jsii.String("111122223333"), Region: jsii.String("eu-west-1")},
	})
	logArchive := awscdk.NewStack(app, jsii.String("LogArchive"), &awscdk.StackProps{
		Env: &awscdk.Environment{Account: jsii.String("444455556666"), Region: jsii.String("eu-west-1")},
	})

	cdktrailwatch.NewTrailwatch(logArchive, jsii.String("Trailwatch"), &cdktrailwatch.TrailwatchProps{
		Identity: cdktrailwatch.TrailIdentity_Organization(&cdktrailwatch.OrganizationTrailIdentityProps{
			TrailName:         jsii.String("organization-trail"),
			HomeRegion:        jsii.String("eu-west-1"),
			ManagementAccount: jsii.String("111122223333"),
			OrganizationId:    jsii.String("o-exampleorgid"),
		}),
		TrailScope: management,
		BucketName: jsii.String("example-organization-logs"),
		Emails:     jsii.Strings("security@example.com"),
		Alarms:     cdktrailwatch.AlarmSet_SecurityHub(nil),
		Realtime: &cdktrailwatch.TrailwatchRealtimeOptions{
			MemberRegions:         jsii.Strings("eu-west-1", "us-east-1"),
			OrganizationalUnitIds: jsii.Strings("r-abcd"),
		},
	})

	app.Synth(nil)
}
