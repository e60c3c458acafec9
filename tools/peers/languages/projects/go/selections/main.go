package main

import (
	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/jsii-runtime-go"
	"github.com/trailwatch/cdk-trailwatch-go/cdktrailwatch"
)

func main() {
	defer jsii.Close()

	account, region := jsii.String("111122223333"), jsii.String("eu-central-1")
	app := awscdk.NewApp(nil)
	stack := awscdk.NewStack(app, jsii.String("Selections"), &awscdk.StackProps{
		Env: &awscdk.Environment{Account: account, Region: region},
	})

	sent := cdktrailwatch.EventSelection_DataEvents(
		cdktrailwatch.DataEventType_SQS_QUEUE(),
		cdktrailwatch.DataEventType_FromResourceType(jsii.String("AWS::SNS::Topic")),
	).Where(cdktrailwatch.EventField_EVENT_NAME, &cdktrailwatch.FieldMatch{
		StartsWith:  jsii.Strings("Send", "Publish"),
		NotEndsWith: jsii.Strings("Batch"),
	}).Named(jsii.String("what is sent"))

	selections := []struct {
		name      string
		selection cdktrailwatch.EventSelection
	}{
		{"Management", cdktrailwatch.EventSelection_ManagementEvents().
			WithoutKms().
			WithInsights(cdktrailwatch.Insights_CallRate(), cdktrailwatch.Insights_ErrorRate())},
		{"Data", cdktrailwatch.EventSelection_DataEvents(cdktrailwatch.DataEventType_S3_OBJECT()).
			WriteOnly().
			ForResourcesUnder(jsii.String("arn:aws:s3:::orders/")).
			Plus(sent).
			AggregatedBy(cdktrailwatch.AggregationTemplate_API_ACTIVITY).
			WithInsights(cdktrailwatch.Insights_CallRate(cdktrailwatch.InsightsCategory_DATA))},
		{"Network", cdktrailwatch.EventSelection_NetworkActivity(
			jsii.String("s3.amazonaws.com"), jsii.String("kms.amazonaws.com"),
		).DeniedOnly()},
		{"Basic", cdktrailwatch.EventSelection_Basic(&cdktrailwatch.BasicEventSelector{
			ReadWriteType:           cdktrailwatch.ReadWriteType_WRITE_ONLY,
			IncludeManagementEvents: jsii.Bool(false),
			DataResources: &[]*cdktrailwatch.BasicDataResource{{
				ResourceType: cdktrailwatch.DataEventType_LAMBDA_FUNCTION(),
				Values:       jsii.Strings("arn:aws:lambda"),
			}},
		})},
	}

	var trails []cdktrailwatch.TrailIdentity
	for _, each := range selections {
		trails = append(trails, cdktrailwatch.TrailIdentity_Account(&cdktrailwatch.AccountTrailIdentityProps{
			TrailName:    jsii.String(each.name),
			HomeRegion:   region,
			OwnerAccount: account,
		}))
	}
	archive := cdktrailwatch.NewLogArchive(stack, jsii.String("Archive"), &cdktrailwatch.LogArchiveProps{
		Trails: &trails,
	})
	for index, each := range selections {
		cdktrailwatch.NewAuditTrail(stack, jsii.String(each.name), &cdktrailwatch.AuditTrailProps{
			Identity:       trails[index],
			Archive:        archive,
			EventSelection: each.selection,
		})
	}

	app.Synth(nil)
}
