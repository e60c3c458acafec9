import type { PhysicalResource } from '../../lib/core/estate/names/resource-types';
import type { Account, Organization } from '../../lib/core/policy/evaluation/request';
import { partitionOf } from '../../lib/core/record/region';
import type { MadeTemplate } from '../scenarios/every-template';
import type { Scenario } from '../scenarios/scenario';
import { templatesOf } from '../scenarios/synthesized';
import {
  type Deployment,
  exportsOf,
  physicalResource,
  resolveText,
  resolveValue,
  type Template,
} from './template/intrinsic';
import { collectPolicies, type TemplatePolicies } from './template/template-policies';

/** A trail of an estate, and where its evidence is. */
export interface EstateTrail {
  readonly arn: string;
  readonly owner: Account;
  /** Below `AWSLogs/`: of its owner, or of a member of its organization. */
  readonly folder: string;
  readonly bucketArn: string;
  /** Of the account that has the bucket. */
  readonly bucketOwner: Account;
  /** Keys that encrypt trails; none where the bucket has a key of its own. */
  readonly keyArns: readonly string[];
}

/** What estates deploy, and the policies of it. */
export interface Estate {
  readonly trails: readonly EstateTrail[];
  readonly policies: TemplatePolicies;
  readonly deployments: readonly Deployment[];
}

/** Where it is not known at synth. */
const ANYWHERE = { account: '111122223333', region: 'eu-central-1' };

/** What apps deploy together. StackSets are left out: their template has no policy of a bucket or key. */
export function estateOf(scenarios: readonly Scenario[], organization: Organization): Estate {
  const deployments = scenarios.flatMap(deploymentsOf);
  const policies = collectPolicies(deployments);
  const trails = deployments.flatMap((deployment) =>
    trailsIn(deployment, { deployments, organization, policies }),
  );
  return { trails, policies, deployments };
}

function deploymentsOf(scenario: Scenario): readonly EstateDeployment[] {
  return deploymentsFrom(templatesOf(scenario));
}

/** A stack of an app, and the file of its template. */
export interface EstateDeployment extends Deployment {
  readonly file: string;
}

/** The stacks of an app that are deployed by themselves. */
export function deploymentsFrom(made: readonly MadeTemplate[]): readonly EstateDeployment[] {
  const imports: Record<string, string> = {};
  return made
    .filter(({ isDeployedAlone }) => isDeployedAlone)
    .map(({ file, template, stackName, account = ANYWHERE.account, region = ANYWHERE.region }) => {
      const parameters = Object.entries(template.Parameters ?? {}).map(([name, { Default = name }]) => [
        name,
        { ref: Default, attributes: {} },
      ]);
      const deployment = {
        ...{ file, template, stackName, accountId: account, region, imports },
        made: { ...Object.fromEntries(parameters), ...namelessOf(template) },
      };
      Object.assign(imports, exportsOf(deployment));
      return deployment;
    });
}

/** AWS alone makes the ids of these; no policy is of one. */
const WITHOUT_NAME = [
  'AWS::Lambda::LayerVersion',
  'AWS::Lambda::EventSourceMapping',
  'AWS::SNS::Subscription',
];

function namelessOf({ Resources = {} }: Template): Readonly<Record<string, PhysicalResource>> {
  const ids = Object.keys(Resources).filter((id) => WITHOUT_NAME.includes(Resources[id]?.Type ?? ''));
  return Object.fromEntries(ids.map((id) => [id, { ref: id, attributes: {} }]));
}

/** The ARNs of all resources of a type. */
export function arnsOf(deployment: Deployment, type: string): readonly string[] {
  return Object.entries(deployment.template.Resources ?? {})
    .filter(([, resource]) => resource.Type === type)
    .map(([id]) => physicalResource(id, deployment))
    .map(({ ref, attributes }) => attributes.Arn ?? ref);
}

interface Surroundings {
  readonly deployments: readonly Deployment[];
  readonly organization: Organization;
  readonly policies: TemplatePolicies;
}

function trailsIn(deployment: Deployment, around: Surroundings): readonly EstateTrail[] {
  const { accountId, region } = deployment;
  const { deployments, organization, policies } = around;
  return Object.entries(deployment.template.Resources ?? {}).flatMap(([id, { Type, Properties = {} }]) => {
    if (Type !== 'AWS::CloudTrail::Trail') return [];
    const partition = partitionOf(region);
    const isOfOrganization = resolveValue(Properties.IsOrganizationTrail, deployment) === true;
    const accountOf = (account: string): Account => ({
      ...{ id: account, partition },
      ...(isOfOrganization ? { organization } : {}),
    });
    const bucketArn = `arn:${partition}:s3:::${resolveText(Properties.S3BucketName, deployment)}`;
    const home = deployments.find((other) => arnsOf(other, 'AWS::S3::Bucket').includes(bucketArn));
    if (home === undefined) throw new Error(`no stack has ${bucketArn}`);
    const keyArns = arnsOf(home, 'AWS::KMS::Key').filter((arn) =>
      JSON.stringify(policies.resource.get(arn)).includes('AllowCloudTrailEncryptLogs'),
    );
    return {
      ...{ bucketArn, keyArns, owner: accountOf(accountId), bucketOwner: accountOf(home.accountId) },
      arn: physicalResource(id, deployment).attributes.Arn ?? '',
      folder: isOfOrganization ? `${organization.id}/${accountId}` : accountId,
    };
  });
}
