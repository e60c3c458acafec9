package main

import (
	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/jsii-runtime-go"
	"github.com/trailwatch/cdk-trailwatch-go/cdktrailwatch"
)

func main() {
	defer jsii.Close()

	app := awscdk.NewApp(nil)
	stack := awscdk.NewStack(app, jsii.String("Alarms"), &awscdk.StackProps{
		Env: &awscdk.Environment{Account: jsii.String("111122223333"), Region: jsii.String("eu-west-1")},
	})

	identity := cdktrailwatch.TrailIdentity_Account(&cdktrailwatch.AccountTrailIdentityProps{
		TrailName:    jsii.String("audit"),
		HomeRegion:   jsii.String("eu-west-1"),
		OwnerAccount: jsii.String("111122223333"),
	})
	archive := cdktrailwatch.NewLogArchive(stack, jsii.String("Archive"), &cdktrailwatch.LogArchiveProps{
		Trails: &[]cdktrailwatch.TrailIdentity{identity},
	})
	trail := cdktrailwatch.NewAuditTrail(stack, jsii.String("Trail"), &cdktrailwatch.AuditTrailProps{
		Identity:       identity,
		Archive:        archive,
		CloudWatchLogs: cdktrailwatch.TrailLogGroup_Create(nil),
	})

	alertTopic := cdktrailwatch.NewAlertTopic(stack, jsii.String("Alerts"), nil)
	alertTopic.AddEmail(jsii.String("security@example.com"), nil)
	processor := cdktrailwatch.NewLogProcessor(stack, jsii.String("Processor"), &cdktrailwatch.LogProcessorProps{
		Archive:    archive,
		AlertTopic: alertTopic,
	})

	metricAlarms := cdktrailwatch.NewMetricAlarms(stack, jsii.String("MetricAlarms"), &cdktrailwatch.MetricAlarmsProps{
		Trail:      trail,
		AlertTopic: alertTopic,
		Alarms: cdktrailwatch.AlarmSet_SecurityHub(&cdktrailwatch.SecurityHubAlarmsOptions{
			Cis: cdktrailwatch.CisVersion_V1_4,
		}),
		Dashboard: jsii.Bool(true),
	})
	cdktrailwatch.NewAlarmContext(stack, jsii.String("AlarmContext"), &cdktrailwatch.AlarmContextProps{
		MetricAlarms: metricAlarms,
		Processor:    processor,
	})

	app.Synth(nil)
}
