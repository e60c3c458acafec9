/** A scenario that the emulator cannot deploy. */
export interface RefusedScenario {
  readonly why: string;
  /** What the emulator says to it. Once it says nothing, the scenario must leave the list. */
  readonly refusal: string;
}

const BUCKET_BEFORE =
  'a bucket of it is there before, and the emulator wants the bucket of a trail or of access logs to be there';

/** Scenarios that are not deployed, by name. They are tried all the same. */
export const REFUSED: Readonly<Record<string, RefusedScenario>> = {
  'imported-bucket-and-key': { why: BUCKET_BEFORE, refusal: 'S3 bucket company-logs does not exist!' },
  'imported-everything': { why: BUCKET_BEFORE, refusal: 'S3 bucket company-logs does not exist!' },
  'archive-elsewhere': { why: BUCKET_BEFORE, refusal: 'S3 bucket company-logs does not exist!' },
  'two-apps-trail': { why: BUCKET_BEFORE, refusal: 'S3 bucket example-organization-logs does not exist!' },
  'included-bucket': { why: BUCKET_BEFORE, refusal: 'The target bucket for logging does not exist.' },
  'bucket-of-the-app': { why: BUCKET_BEFORE, refusal: 'The target bucket for logging does not exist.' },
  alerts: {
    why: 'it grants a function that it does not create, and the emulator wants that function to be there',
    refusal: 'Function not found: arn:aws:lambda:eu-central-1:044455556666:function:pager',
  },
  'private-network': {
    why: 'the VPC of it is there before, and no kind is written for security groups and endpoints in it',
    refusal: 'the emulator is not asked about AWS::EC2::SecurityGroup yet',
  },
  'organization-with-log-group-and-topic': {
    why: 'the emulator looks for the topic of a trail in the account of the trail only',
    refusal: 'SNS Topic does not exist or the topic policy is incorrect',
  },
};

/** Types of resources that are not made in the emulator, each with the reason. A type that occurs nowhere must leave the list. */
export const LEFT_OUT: Readonly<Record<string, string>> = {
  'AWS::Budgets::Budget':
    'no kind is written for it: the client of AWS Budgets is not among the dependencies',
  'AWS::Chatbot::MicrosoftTeamsChannelConfiguration': 'the emulator has no such service',
  'AWS::Chatbot::SlackChannelConfiguration': 'the emulator has no such service',
  'AWS::CloudFormation::StackSet':
    'the emulator has no service-managed StackSets; its template is deployed as a stack of a member',
  'AWS::CloudTrail::Channel': 'the emulator has no channels',
  'AWS::CloudTrail::Dashboard': 'the emulator has no dashboards',
  'AWS::CloudTrail::EventDataStore': 'the emulator has no event data stores',
  'AWS::CloudTrail::ResourcePolicy': 'the emulator has no channels',
  'AWS::CloudWatch::CompositeAlarm': 'the emulator does not know PutCompositeAlarm',
  'AWS::Events::ApiDestination': 'no kind is written for it: its endpoint is on the internet',
  'AWS::Events::Connection': 'no kind is written for it: its secret is that of another service',
  'AWS::Glue::Database': 'no kind is written for it: the client of AWS Glue is not among the dependencies',
  'AWS::Glue::Table': 'no kind is written for it: the client of AWS Glue is not among the dependencies',
  'AWS::KinesisFirehose::DeliveryStream':
    'no kind is written for it: a stream that converts needs a table of AWS Glue, which is not made either',
  'AWS::Logs::LogStream': 'no kind is written for it: Firehose alone writes it, whose streams are not made',
  'AWS::ObservabilityAdmin::OrganizationCentralizationRule': 'the emulator has no such service',
  'AWS::ObservabilityAdmin::OrganizationTelemetryRule': 'the emulator has no such service',
  'AWS::ObservabilityAdmin::S3TableIntegration': 'the emulator has no such service',
  'AWS::ObservabilityAdmin::TelemetryRule': 'the emulator has no such service',
  'AWS::Organizations::Policy':
    'the emulator neither measures a policy nor reads it; test/core/policy and cfn-lint do',
  'Custom::S3AutoDeleteObjects': 'its function would run in a container, and only once the stack is deleted',
  'Custom::TrailwatchDeployedResources':
    'its function would run in a container; test/local-aws calls it with the properties of the template',
  'Custom::TrailwatchLakeImport':
    'the emulator has no imports; test/local-aws calls its function against a stub of CloudTrail',
  'Custom::TrailwatchOrganizationAdministration':
    'its function would run in a container; test/local-aws calls it against a stub of the organization',
  'Custom::TrailwatchOrganizationTrail':
    'the emulator starts no trail by its ARN; test/local-aws calls its function against a stub of CloudTrail',
  'Custom::TrailwatchTestAlert': 'its function would run in a container; test/local-aws runs functions',
};
