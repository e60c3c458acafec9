import { type EstateStack, type PlacedResource, resourceName, resourcesOf } from '../../../estate/estate';
import { asJson, asList, asText } from '../condition-words';
import { type ReadStatement, readStatements } from '../read-statement';
import { accountOf, Values } from '../template-values';
import { identitiesOf, type TemplateIdentity } from './identities';
import { RESOURCE_POLICY_TYPES, type Reading, resourcePolicies } from './resource-policies';

/** The policies that the templates attach to resources and accounts. */
export interface AttachedPolicies {
  readonly identities: readonly TemplateIdentity[];
  /** By the ARN of the resource. */
  readonly ofResource: ReadonlyMap<string, readonly ReadStatement[]>;
  /** Policies of log groups are for all of an account and Region. */
  readonly ofLogGroups: readonly ReadStatement[];
  readonly controls: readonly ControlPolicy[];
  /** Resources that may give access in a way that is not read. */
  readonly unread: readonly UnreadPolicy[];
}

type Properties = Readonly<Record<string, unknown>>;

/** A service or resource control policy. */
export interface ControlPolicy {
  readonly kind: 'service' | 'resource';
  readonly statements: readonly ReadStatement[];
  /** Roots, units and accounts. */
  readonly targets: readonly string[];
  /** The account that has the policy: the management account, or one that is delegated to. */
  readonly deployedIn: string;
}

/** The policies of stacks, and the values that they were read with. */
export interface ReadPolicies {
  readonly values: Values;
  readonly policies: AttachedPolicies;
}

/** Reads all policies of stacks; once per side of a review, as it takes the most time. */
export function readPolicies(stacks: readonly EstateStack[]): ReadPolicies {
  const values = new Values(stacks);
  return { values, policies: attachedPolicies(stacks, values) };
}

function attachedPolicies(stacks: readonly EstateStack[], values: Values): AttachedPolicies {
  const placed = resourcesOf(stacks).filter(({ stack, resource }) =>
    values.exists(resource.Condition, stack),
  );
  const known = new Map<PlacedResource, Properties>();
  const resolved = (each: PlacedResource): Properties => {
    const properties = known.get(each) ?? asJson(values.resolve(each.resource.Properties ?? {}, each.stack));
    known.set(each, properties);
    return properties;
  };
  const find: Reading['find'] = (...types) => placed.filter(({ resource }) => types.includes(resource.Type));
  const reading: Reading = { find, resolved, values };
  return {
    identities: identitiesOf(reading),
    ofResource: resourcePolicies(reading),
    ofLogGroups: find('AWS::Logs::ResourcePolicy').flatMap((each) =>
      readStatements(resolved(each).PolicyDocument, `the log group policy ${resourceName(each)}`),
    ),
    controls: find('AWS::Organizations::Policy').flatMap((each) => toControl(each, resolved(each))),
    unread: unreadPolicies(placed, reading),
  };
}

function toControl(each: PlacedResource, properties: Properties): readonly ControlPolicy[] {
  const { Type: type, Content, TargetIds } = properties;
  if (type !== 'SERVICE_CONTROL_POLICY' && type !== 'RESOURCE_CONTROL_POLICY') return [];
  const kind = type === 'SERVICE_CONTROL_POLICY' ? 'service' : 'resource';
  const statements = readStatements(Content, `the ${kind} control policy ${resourceName(each)}`);
  const targets = asList(TargetIds).map(asText);
  return [{ kind, statements, targets, deployedIn: accountOf(each.stack) }];
}

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

/** Resources whose type shows that they give access, and that are not read. */
function unreadPolicies(placed: readonly PlacedResource[], { resolved }: Reading): readonly UnreadPolicy[] {
  return placed
    .filter(({ resource: { Type } }) => GIVES_ACCESS.test(Type) && !READ.has(Type) && !GIVES_NONE.test(Type))
    .map((each) => ({
      name: `${each.resource.Type} ${resourceName(each)}`,
      account: accountOf(each.stack),
      text: JSON.stringify(resolved(each)),
    }));
}
