import { join } from 'node:path';
import { App, Stack } from 'aws-cdk-lib';
import { AlertTopic } from '../../lib/constructs/alert/alert-topic';
import { LogArchive } from '../../lib/constructs/archive/log-archive';
import { LogProcessor } from '../../lib/constructs/detection/log-processor';
import { TrailIdentity } from '../../lib/constructs/identity/trail-identity';
import { IntegrityMonitor } from '../../lib/constructs/integrity/integrity-monitor';
import { Rule } from '../../lib/constructs/rule/rule';
import { RuleSet } from '../../lib/constructs/rule/rule-set';
import { AuditTrail } from '../../lib/constructs/trail/audit-trail';
import { DeliveryTopic } from '../../lib/constructs/trail/delivery-topic';
import { TrailLogGroup } from '../../lib/constructs/trail/trail-log-group';
import type { Account, Organization } from '../../lib/core/policy/evaluation/request';
import { LOG_ARCHIVE, LOG_BUCKET, ORGANIZATION_TRAIL_ARN } from '../constructs/synthesize';
import { guardrails } from '../scenarios/guardrails';
import type { Scenario as Built } from '../scenarios/scenario';
import { templatesOf } from '../scenarios/synthesized';
import { type Deployment, physicalResource, type Template } from './template/intrinsic';
import { collectPolicies, type TemplatePolicies } from './template/template-policies';

const REGION = 'eu-central-1';

/** An account, and the organization that another one manages. */
export const ORGANIZATION: Organization = { id: 'o-exampleorgid', managementAccount: '999999999999' };
export const OWNER: Account = { id: '111122223333', organization: ORGANIZATION };

/** The archive of a scenario as it stands in its account, and all policies of the scenario. */
export interface Scenario {
  /** Owns archive, key, processor and topic. */
  readonly owner: Account;
  /** Owns the trail. */
  readonly trailOwner: Account;
  readonly trailArn: string;
  /** The folder below `AWSLogs/` that the trail fills: of its owner, or of the organization. */
  readonly folder: string;
  readonly policies: TemplatePolicies;
  /** The stacks, where they are deployed. */
  readonly deployments: readonly Deployment[];
  readonly bucketArn: string;
  readonly keyArn: string;
  readonly accessLogsArn: string;
  readonly topicArn: string;
  readonly topicKeyArn: string;
  readonly macKeyArn: string;
  readonly queueArn: string;
  readonly deadLettersArn: string;
  readonly tableArn: string;
  readonly processorRoleArn: string;
  readonly integrityRoleArn: string;
}

/** One account that keeps its own logs. */
export function accountScenario(owner: Account): Scenario {
  const app = new App();
  const stack = new Stack(app, 'Audit', { env: { account: owner.id, region: REGION } });
  const identity = TrailIdentity.account({ trailName: 'audit', homeRegion: REGION, ownerAccount: owner.id });
  const archive = addArchive(stack, identity);
  const deliveryTopic = new DeliveryTopic(stack, 'Deliveries', { trails: [identity] });
  new AuditTrail(stack, 'Trail', {
    identity,
    archive,
    deliveryTopic,
    cloudWatchLogs: TrailLogGroup.create(),
  });
  const facts = { owner, trailOwner: owner, trailArn: identity.trailArn, folder: owner.id };
  return describeScenario(app, [stack], facts);
}

/** The trail of an organization in its management account, and the archive in an account of its own. */
export function organizationScenario(owner: Account, organization: Organization): Scenario {
  const management: Account = { id: organization.managementAccount, organization };
  const app = new App();
  const archiveStack = new Stack(app, 'Archive', { env: { account: owner.id, region: REGION } });
  const trailStack = new Stack(app, 'Trail', { env: { account: management.id, region: REGION } });
  const identity = TrailIdentity.organization({
    trailName: 'audit',
    homeRegion: REGION,
    managementAccount: management.id,
    organizationId: organization.id,
  });
  const archive = addArchive(archiveStack, identity);
  const deliveryTopic = new DeliveryTopic(archiveStack, 'Deliveries', { trails: [identity] });
  const cloudWatchLogs = TrailLogGroup.create();
  new AuditTrail(trailStack, 'Trail', { identity, archive, deliveryTopic, cloudWatchLogs });
  const facts = { owner, trailOwner: management, trailArn: identity.trailArn, folder: organization.id };
  return describeScenario(app, [archiveStack, trailStack], facts);
}

function addArchive(stack: Stack, identity: TrailIdentity): LogArchive {
  const archive = new LogArchive(stack, 'Archive', { trails: [identity], bucketName: LOG_BUCKET });
  const alertTopic = new AlertTopic(stack, 'Alerts', { emails: ['security@example.com'] });
  const rules = RuleSet.fromRules(Rule.fromSigmaFile(join(__dirname, 'any-trail-stopped.yml')));
  new LogProcessor(stack, 'Processor', { archive, alertTopic, rules });
  new IntegrityMonitor(stack, 'Integrity', { archive, alertTopic });
  return archive;
}

type Facts = Pick<Scenario, 'owner' | 'trailOwner' | 'trailArn' | 'folder'>;

/** The sharing of an organization's logs, under guardrails; both from `test/scenarios`. */
export function guardedScenario(organization: Organization): Scenario {
  const app = new App();
  guardrails.build(app);
  const stacks = ['LogArchive', 'Management'].map((id) => app.node.findChild(id) as Stack);
  const facts: Facts = {
    owner: { id: LOG_ARCHIVE, organization },
    trailOwner: { id: organization.managementAccount, organization },
    trailArn: ORGANIZATION_TRAIL_ARN,
    folder: organization.id,
  };
  const deployments = deploymentsOf(app, stacks);
  return describeDeployed(deployments, facts, 'Trailwatch');
}

/** The first stack is the archive's. */
function describeScenario(app: App, stacks: readonly Stack[], facts: Facts): Scenario {
  return describeDeployed(deploymentsOf(app, stacks), facts, '');
}

/** What every stack becomes where it is deployed. */
export function deploymentsOf(app: App, stacks: readonly Stack[]): readonly Deployment[] {
  const assembly = app.synth();
  return stacks.map((stack) => ({
    template: assembly.getStackByName(stack.stackName).template as Template,
    stackName: stack.stackName,
    accountId: stack.account,
    region: stack.region,
  }));
}

/** The same of a scenario of `test/scenarios`, each of whose accounts and Regions is known. */
export function deploymentsOfScenario(scenario: Built): readonly Deployment[] {
  return templatesOf(scenario)
    .filter(({ isDeployedAlone }) => isDeployedAlone)
    .map(({ template, stackName, account, region }) => {
      if (account === undefined || region === undefined) throw new Error(`${stackName} is deployed anywhere`);
      return { template, stackName, accountId: account, region };
    });
}

function describeDeployed(deployments: readonly Deployment[], facts: Facts, start: string): Scenario {
  const [archive] = deployments;
  if (archive === undefined) throw new Error('no stack is deployed');
  const of = (type: string, logicalId: string) => arnOf(archive, type, new RegExp(`^${start}${logicalId}`));
  return {
    ...facts,
    policies: collectPolicies(deployments),
    deployments,
    bucketArn: of('AWS::S3::Bucket', 'ArchiveBucket'),
    accessLogsArn: of('AWS::S3::Bucket', 'ArchiveAccessLogs'),
    keyArn: of('AWS::KMS::Key', 'Archive'),
    topicKeyArn: of('AWS::KMS::Key', 'AlertsKey'),
    macKeyArn: of('AWS::KMS::Key', 'AlertsMacKey'),
    topicArn: of('AWS::SNS::Topic', 'Alerts'),
    queueArn: of('AWS::SQS::Queue', 'ProcessorDeliveriesQueue'),
    deadLettersArn: of('AWS::SQS::Queue', 'ProcessorDeliveriesDeadLetters'),
    tableArn: of('AWS::DynamoDB::Table', 'Processor'),
    processorRoleArn: of('AWS::IAM::Role', 'Processor'),
    integrityRoleArn: of('AWS::IAM::Role', 'Integrity'),
  };
}

/** The one resource of that type whose logical id fits. */
export function arnOf(deployment: Deployment, type: string, logicalId: RegExp, attribute = 'Arn'): string {
  const found = Object.entries(deployment.template.Resources ?? {}).filter(
    ([id, resource]) => resource.Type === type && logicalId.test(id),
  );
  const [only] = found;
  if (only === undefined || found.length > 1) throw new Error(`${found.length} ${type} fit ${logicalId}`);
  const { ref, attributes } = physicalResource(only[0], deployment);
  return attributes[attribute] ?? ref;
}
