import { decide, type Policies } from '../../../lib/core/policy/evaluation/decide';
import type { Policy } from '../../../lib/core/policy/evaluation/policy-document';
import { type Request, roleSession } from '../../../lib/core/policy/evaluation/request';
import type { EstateDeployment } from '../estate';
import { documentOfPolicy, readPolicy } from '../template/read-policy';
import { collectPolicies, policiesFor, type TemplatePolicies } from '../template/template-policies';
import type { Call } from './call';
import { callsOf } from './call-table';
import { callsOfCdk } from './cdk-calls';
import { accountOf, type DeployedFunction, EstateResources } from './deployed-function';
import { callsOfLambda } from './lambda-calls';

/** A call of a function, as IAM is asked about it. */
export interface AskedCall {
  /** Which function, and by which operation. */
  readonly title: string;
  readonly roleArn: string;
  readonly request: Request;
  readonly policies: Policies;
}

/** An action on a resource that a role allows, and that no call of its function needs. */
export interface UnusedPermission {
  readonly roleArn: string;
  readonly action: string;
  readonly resource: string;
}

/** Every call of every function of an estate, and the permissions of their roles that no call needs. */
export interface JudgedEstate {
  readonly asked: readonly AskedCall[];
  readonly unused: readonly UnusedPermission[];
  readonly jobs: ReadonlySet<string>;
}

/**
 * The policy of a resource that no template has: it leaves the decision to the policies of the caller. Only keys and roles need
 * one in their own account.
 */
function givenPolicy({ principal, action, resource: { owner } }: Request): Policy | undefined {
  const account = 'account' in principal ? principal.account.id : '';
  if (account === owner.id && !/^(kms|sts):/.test(action)) return undefined;
  const Principal = { AWS: `arn:${owner.partition ?? 'aws'}:iam::${account}:root` };
  const Statement = { Effect: 'Allow', Principal, Action: '*', Resource: '*' };
  return readPolicy(documentOf(Statement), 'resource', 'the policy of a given resource');
}

/** Asks about every call of the functions of stacks that are deployed together. */
export function judgeEstate(deployments: readonly EstateDeployment[]): JudgedEstate {
  const resources = new EstateResources(deployments);
  const functions = resources.functions();
  const collected = collectPolicies(deployments);
  const asked = functions.flatMap((at) =>
    [
      ...(at.job === undefined ? callsOfCdk : callsOf)(at, { resources }),
      ...callsOfLambda(at, { resources }),
    ].map((call) => askedOf(call, at, { resources, collected })),
  );
  return {
    asked,
    unused: [...new Set(asked.map(({ roleArn }) => roleArn))].flatMap((roleArn) =>
      unusedOf(
        roleArn,
        collected.identity.get(roleArn) ?? [],
        asked.filter((one) => one.roleArn === roleArn),
      ),
    ),
    jobs: new Set(functions.flatMap(({ job }) => job ?? [])),
  };
}

interface Known {
  readonly resources: EstateResources;
  readonly collected: TemplatePolicies;
}

function askedOf(
  call: Call & { readonly operation: string },
  at: DeployedFunction,
  { resources, collected }: Known,
): AskedCall {
  const { region } = at.at;
  const roleArn = call.roleArn ?? at.roleArn;
  const [, , , , roleAccount = ''] = roleArn.split(':');
  const bare = call.arn.replace(/^(arn:[a-z-]+:s3:::[^/]+)\/.*$/, '$1');
  const owner =
    /^\d{12}$/.exec(call.arn.split(':')[4] ?? '')?.[0] ?? resources.find(bare)?.at.accountId ?? roleAccount;
  const request: Request = {
    principal: roleSession(accountOf(roleAccount, region), roleArn.split(':role/')[1] ?? '', 'function'),
    action: call.action,
    resource: { arn: call.arn, owner: accountOf(owner, region) },
    context: {
      'aws:RequestedRegion': region,
      ...(call.roleArn === undefined ? { 'lambda:SourceFunctionArn': at.arn } : {}),
      ...call.context,
    },
  };
  const policies = policiesFor(request, collected);
  const resource = policies.resource ?? givenPolicy(request);
  const title = `${at.name} (${at.job ?? 'of the CDK'}), ${call.operation}: ${call.action} on ${call.arn}`;
  return { title, roleArn, request, policies: resource === undefined ? policies : { ...policies, resource } };
}

/** The CDK grants the two with the queue of a function, beside those that Lambda needs, and AWS's own policy of functions has the last one. */
const GRANTED_BY_CDK: readonly string[] = [
  'sqs:ChangeMessageVisibility',
  'sqs:GetQueueUrl',
  'logs:CreateLogGroup',
];

interface RawStatement {
  readonly Effect: string;
  readonly Action: string | readonly string[];
  readonly Resource: string | readonly string[];
}

/** One action on one resource of a statement, as a policy of its own. */
interface Pair {
  readonly action: string;
  readonly resource: string;
  readonly policy: Policy;
}

function pairsOf(policy: Policy): readonly Pair[] {
  const { Statement = [] } = (documentOfPolicy(policy) ?? {}) as {
    readonly Statement?: RawStatement | readonly RawStatement[];
  };
  const allowing = [Statement].flat().filter(({ Effect }) => Effect === 'Allow');
  return allowing.flatMap((statement) =>
    [statement.Action].flat().flatMap((action) =>
      [statement.Resource].flat().map((resource) => {
        const alone = { ...statement, Action: action, Resource: resource };
        return { action, resource, policy: readPolicy(documentOf(alone), 'identity', 'one permission') };
      }),
    ),
  );
}

/** The permissions of a role that no call needs: alone, each allows none of them. */
function unusedOf(
  roleArn: string,
  identity: readonly Policy[],
  asked: readonly AskedCall[],
): readonly UnusedPermission[] {
  return identity
    .flatMap(pairsOf)
    .filter((pair) => !GRANTED_BY_CDK.includes(pair.action) && !asked.some((one) => isAllowedBy(pair, one)))
    .map(({ action, resource }) => ({ roleArn, action, resource }));
}

function isAllowedBy({ action, policy }: Pair, { request }: AskedCall): boolean {
  const isMeant = action.includes('*') || action === request.action;
  if (!isMeant) return false;
  const resource = givenPolicy(request);
  const policies = { identity: [policy], ...(resource === undefined ? {} : { resource }) };
  return decide(request, policies).verdict === 'allowed';
}

function documentOf(Statement: object): unknown {
  return { Version: '2012-10-17', Statement };
}
