import { derivedOf } from '../../../bin/generators/named-by-words';
import { KINDS, WRITTEN_KINDS } from '../../../lib/core/fact/targets/resource-table';
import { CALLS } from '../../../lib/core/inventory/calls/calls';

interface Named {
  readonly parameter: string;
  readonly service: string;
  readonly member: string;
  readonly arn: string;
}

const NAMED: readonly Named[] = WRITTEN_KINDS.flatMap(({ arn, parameters }) =>
  parameters.map((parameter) => {
    const [path = ''] = parameter.split('@');
    const [service = '', ...rest] = path.split('.');
    return { parameter, service, member: rest.at(-1) ?? '', arn };
  }),
);

/** The ARN that the words of the catalogue give a parameter, where they give one. */
function derivedArn(service: string, member: string): string | undefined {
  const arns = derivedOf(service).get(member.toLowerCase())?.arns ?? new Set();
  return arns.size === 1 ? [...arns][0] : undefined;
}

/** IAM puts a path in front of some names, which the table leaves open. */
function isDerived({ service, member, arn }: Named): boolean {
  return derivedArn(service, member) === arn.replace('*', 'ID');
}

/** Why the words of a call do not give the resource, in the order in which it is asked. */
const REASONS: Readonly<Record<string, (named: Named) => boolean>> = {
  'the word says no kind': ({ member }) => /^(?:names?|id|identifier|path|target|family)$/i.test(member),
  'it means the same in every service': ({ service }) => service === '*',
  'it is the source or the target of a call': ({ member }) => /^(?:source|target|destination)./i.test(member),
  'the resource is of another service': ({ service, arn }) => arn !== '' && arn.split(':')[0] !== service,
  'AWS gives the resource no ARN of the name, or another type in CloudFormation than in IAM': ({ arn }) =>
    arn === '',
};

/** Call and ARN have different words for the same thing: reviewed one by one. */
const OTHER_WORDS = (
  'iam.policyName@CreatePolicy iam.serialNumber iam.virtualMFADeviceName sso.permissionSetArn cloudtrail.trailARN events.eventBusName@PutPermission ' +
  'apigateway.restApiId apigateway.apiId kms.aliasName secretsmanager.secretIdList ec2.keyName ec2.groupId ec2.flowLogId ' +
  'rds.dBClusterIdentifier rds.dBSnapshotIdentifier rds.dBClusterSnapshotIdentifier rds.dBSecurityGroupName ecs.taskDefinition ' +
  'bedrock.modelId cloudformation.stackName cloudshell.environmentId glue.endpointName ses.identity ses.emailIdentity ' +
  'ses.emailAddress elasticmapreduce.jobFlowId'
).split(' ');

describe('a parameter that is written in the table of kinds', () => {
  const withoutReason = NAMED.filter((named) => !Object.values(REASONS).some((fits) => fits(named)));

  test('has a reason, or is listed here', () => {
    expect(withoutReason.map(({ parameter }) => parameter)).toEqual(OTHER_WORDS);
  });

  test.each(Object.entries(REASONS))('has a reason that some need: %s', (_, fits) => {
    expect(NAMED.filter(fits)).not.toEqual([]);
  });

  test('does not follow from the catalogue, save where a call of the name means something else', () => {
    const others = new Set(
      NAMED.flatMap(({ parameter }) => (parameter.includes('@') ? [parameter.replace(/@.*/, '')] : [])),
    );
    const derived = NAMED.filter(
      (named) => isDerived(named) && !others.has(named.parameter.replace(/@.*/, '')),
    );
    expect(derived.map(({ parameter }) => parameter)).toEqual([]);
  });

  test('is of few that are left beside those that follow', () => {
    const all = KINDS.flatMap(({ parameters }) => parameters);
    expect([NAMED.length, all.length - NAMED.length]).toEqual([158, 124]);
  });
});

/** Where the words of the catalogue do not say that a parameter names the resource of the pipeline, and why. */
const TOLD_BY_HAND: Readonly<Record<string, string>> = {
  'it names a resource of any kind by its ARN':
    'cloudtrail.resourceId cloudtrail.resourceArn observabilityadmin.resourceARN observabilityadmin.ResourceARN s3.resourceArn ' +
    'sns.resourceArn chatbot.resourceARN lambda.resourceArn lambda.resource states.resourceArn dynamodb.resourceArn ' +
    'events.resourceARN events.resourceArn monitoring.resourceARN logs.resourceIdentifier logs.resourceArn',
  'records name the resource in their own list': 'kms.resources.ARN dynamodb.resources.ARN',
  'the word says no kind': 'cloudtrail.name events.name',
  'it is what passes, sends or runs, and the pipeline is at its other end':
    'sqs.sourceArn cloudformation.roleARN states.executionArn lambda.responseElements.functionArn',
  'call and ARN have different words':
    'observabilityadmin.ruleIdentifier observabilityadmin.RuleIdentifier s3.bucketName kms.aliasName sns.subscriptionArn ' +
    'chatbot.chatConfigurationArn events.eventBusName cloudformation.stackName cloudformation.stackDefinitions.stackName ' +
    'cloudformation.stackSetName',
};

test('a call on the pipeline names the resource as the catalogue has it, or is listed with a reason', () => {
  const fields = Object.values(CALLS).flatMap(({ eventSource, calls }) =>
    calls.flatMap(({ tell }) =>
      ('named' in tell ? tell.named : []).map(({ field }) => ({
        service: eventSource.replace('.amazonaws.com', ''),
        path: field.replace('requestParameters.', ''),
      })),
    ),
  );
  const byHand = fields.filter(
    ({ service, path }) => derivedArn(service, path.split('.').at(-1) ?? '') === undefined,
  );
  const found = [...new Set(byHand.map(({ service, path }) => `${service}.${path}`))];
  const listed = Object.values(TOLD_BY_HAND).flatMap((names) => names.split(' '));
  expect(found.sort()).toEqual([...listed].sort());
  expect([fields.length - byHand.length, fields.length]).toEqual([127, 278]);
});
