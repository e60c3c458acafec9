package main

import (
	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/jsii-runtime-go"
	"github.com/trailwatch/cdk-trailwatch-go/cdktrailwatch"
)

func main() {
	defer jsii.Close()

	app := awscdk.NewApp(nil)
	stack := awscdk.NewStack(app, jsii.String("OwnRules"), &awscdk.StackProps{
		Env: &awscdk.Environment{Account: jsii.String("111122223333"), Region: jsii.String("eu-west-1")},
	})

	payrollRead := cdktrailwatch.Rule_Define(&cdktrailwatch.RuleProps{
		Name:     jsii.String("payroll-read-from-outside"),
		Title:    jsii.String("The payroll bucket was read from outside the office"),
		Severity: cdktrailwatch.RuleSeverity_HIGH,
		Condition: cdktrailwatch.Condition_AllOf(
			cdktrailwatch.Condition_EqualTo(jsii.String("eventSource"), jsii.String("s3.amazonaws.com")),
			cdktrailwatch.Condition_EqualTo(jsii.String("eventName"), jsii.String("GetObject"), jsii.String("CopyObject")),
			cdktrailwatch.Condition_EqualTo(jsii.String("requestParameters.bucketName"), jsii.String("payroll")),
			cdktrailwatch.Condition_NoneOf(
				cdktrailwatch.Condition_Cidr(jsii.String("sourceIPAddress"), jsii.String("203.0.113.0/24")),
			),
		),
		FirstSteps: jsii.Strings(
			"Ask the actor whether they are travelling",
			"Revoke the session if they are not",
		),
	})

	payrollEmptied := cdktrailwatch.CorrelationRule_EventCount(jsii.Number(10), &cdktrailwatch.CorrelationRuleProps{
		Name:     jsii.String("payroll-emptied"),
		Title:    jsii.String("Much of the payroll bucket was read from outside the office"),
		Severity: cdktrailwatch.RuleSeverity_CRITICAL,
		Rules:    &[]cdktrailwatch.Rule{payrollRead},
		Window:   awscdk.Duration_Minutes(jsii.Number(15)),
		GroupBy:  jsii.Strings("userIdentity.arn"),
	})

	deployments := cdktrailwatch.AllowList_AllOf(
		cdktrailwatch.AllowList_Roles(jsii.String("arn:aws:iam::111122223333:role/ops/deployer")),
		cdktrailwatch.AllowList_Networks(jsii.String("10.0.0.0/8")),
	)

	payroll := cdktrailwatch.EventSelection_DataEvents(cdktrailwatch.DataEventType_S3_OBJECT()).
		Where(cdktrailwatch.EventField_USER_IDENTITY_ARN, &cdktrailwatch.FieldMatch{
			NotStartsWith: jsii.Strings("arn:aws:sts::111122223333:assumed-role/backup/"),
		}).
		ForResourcesUnder(jsii.String("arn:aws:s3:::payroll/"))

	cdktrailwatch.NewTrailwatch(stack, jsii.String("Trailwatch"), &cdktrailwatch.TrailwatchProps{
		Emails:         jsii.Strings("security@example.com"),
		EventSelection: cdktrailwatch.EventSelection_ManagementEvents().WithoutKms().Plus(payroll),
		Rules: cdktrailwatch.RuleSet_BuiltIn(nil).
			WithMinimumSeverity(cdktrailwatch.RuleSeverity_LOW).
			Without(jsii.String("console-login-without-mfa")).
			Tune(jsii.String("trail-changed"), &cdktrailwatch.RuleTuning{
				Severity: cdktrailwatch.RuleSeverity_CRITICAL,
				Allow:    deployments,
			}).
			WithOwnAccounts(jsii.String("111122223333"), jsii.String("444455556666")).
			Add(payrollRead, cdktrailwatch.Rule_FromSigmaFile(jsii.String("rules/payments-key-used.yml"), nil)).
			AddCorrelations(payrollEmptied),
	})

	app.Synth(nil)
}
