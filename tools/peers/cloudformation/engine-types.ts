import { mustRun } from '../run-process';

/** Types that LocalStack's CloudFormation has, and that cannot be created where it runs as it does here: each with the reason. */
export const UNUSABLE: Readonly<Record<string, string>> = {
  'AWS::DynamoDB::Table': 'its tables need a download',
  'AWS::EC2::SecurityGroup': 'its EC2 lacks the network that an estate is given',
  'AWS::EC2::VPCEndpoint': 'its EC2 lacks the network that an estate is given',
  'AWS::Events::ApiDestination': 'it needs a connection',
  'AWS::Events::Connection': 'it looks for a secret that it has not made',
  'AWS::KinesisFirehose::DeliveryStream': 'it wants a name, which CloudFormation gives where there is none',
  'AWS::Lambda::EventSourceMapping': 'it needs a function',
  'AWS::Lambda::Function': 'its functions run in containers',
  'AWS::Lambda::LayerVersion': 'its functions run in containers',
  'AWS::Lambda::Permission': 'it needs a function',
  'AWS::SNS::Subscription': 'a change of its stack loses a subscription that did not change',
};

/** Types of which the engine loses resources that did not change when another resource of the stack does: each with what is lost. */
export const LOST: Readonly<Record<string, string>> = {
  'AWS::Events::Rule': 'rules of a bus that changes',
};

const LIST_TYPES = `
from importlib.metadata import entry_points
print('\\n'.join(sorted(point.name for point in entry_points(group='localstack.cloudformation.resource_providers'))))`;

/** The types of resources that LocalStack's CloudFormation has, by its own list of them. */
export async function engineTypes(python: string): Promise<ReadonlySet<string>> {
  return new Set((await mustRun(python, ['-c', LIST_TYPES])).trim().split('\n'));
}
