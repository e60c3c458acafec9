import { type PlacedResource, resourceName } from '../../../estate/estate';
import { accountOf } from '../template-values';
import { RESOURCE_POLICY_TYPES, type Reading } from './resource-policies';

/** A resource that may give access, and is not read. */
export interface UnreadPolicy {
  /** `AWS::IoT::Policy StackA/Policy` */
  readonly name: string;
  readonly account: string;
  /** Its properties, resolved: another text is another policy. */
  readonly text: string;
}

const READ = new Set([
  ...RESOURCE_POLICY_TYPES,
  ...['Policy', 'ManagedPolicy', 'RolePolicy', 'UserPolicy', 'GroupPolicy'].map(
    (name) => `AWS::IAM::${name}`,
  ),
  ...['AWS::Logs::ResourcePolicy', 'AWS::Organizations::Policy'],
]);

const GIVES_ACCESS = /(Policy|Permissions?|AccessPoint|AccessGrant|ResourceShare|GlobalTable)$/;

/** Policies of other kinds, about scaling, caches and the like. */
const GIVES_NONE =
  /ScalingPolicy$|LifecyclePolicy$|SecurityPolicy$|^AWS::(CloudFront|FMS|EFS|NetworkFirewall|Route53RecoveryControl|XRay|Oam|ElasticLoadBalancing|AppMesh|GameLift|Budgets)::/;

/** Resources whose type says that they give access, and that are not read. */
export function unreadPolicies(
  placed: readonly PlacedResource[],
  { resolved }: Reading,
): readonly UnreadPolicy[] {
  return placed
    .filter(({ resource: { Type } }) => GIVES_ACCESS.test(Type) && !READ.has(Type) && !GIVES_NONE.test(Type))
    .map((each) => ({
      name: `${each.resource.Type} ${resourceName(each)}`,
      account: accountOf(each.stack),
      text: JSON.stringify(resolved(each)),
    }));
}
