import { type IResource, Stack } from 'aws-cdk-lib';
import type { ISecurityGroup, IVpc, SubnetSelection } from 'aws-cdk-lib/aws-ec2';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import type { ICodeSigningConfig } from 'aws-cdk-lib/aws-lambda';
import type { IConstruct } from 'constructs';
import { errorAt } from '../preflight/construct-error';
import { isKnownDifference } from '../preflight/preflight-check';

/**
 * Options that a platform team sets for every function and every store: see `PlatformDefaults`.
 * @stability stable
 */
export interface PlatformOptions {
  /**
   * The VPC that the function runs in. It requires a NAT gateway, or endpoints for the services that the function calls: see
   * `AuditEndpoint` and docs/deploy/network.md.
   *
   * @default - none
   */
  readonly vpc?: IVpc;

  /**
   * The subnets of the function. Requires `vpc`.
   *
   * @default - private subnets
   */
  readonly vpcSubnets?: SubnetSelection;

  /**
   * The security groups of the function. Requires `vpc`.
   *
   * @default - a new one, which lets the function connect to port 443 and lets nothing in
   */
  readonly securityGroups?: ISecurityGroup[];

  /**
   * The key that encrypts the environment variables of the function. They contain names and numbers, no secrets.
   *
   * @default - a key of Lambda's own
   */
  readonly environmentEncryption?: IKey;

  /**
   * The key that encrypts queues, tables, log groups, state machines and the bus of `ApiDestinationSink`. Topics and buckets
   * always have their own customer managed key. The statements that EventBridge, SNS and CloudWatch Logs need are added to a
   * key of this app; the policy of an imported key must contain them (docs/deploy/network.md).
   *
   * CloudFormation changes the key of deployed resources without replacement. A table that functions in other accounts use
   * keeps the DynamoDB-owned key.
   *
   * @default - keys of the services
   */
  readonly storeEncryption?: IKey;

  /**
   * The code signing configuration of the function. The code is an asset in the CDK bootstrap bucket, so your pipeline must
   * sign it.
   *
   * @default - code is not signed
   */
  readonly codeSigningConfig?: ICodeSigningConfig;
}

/** The defaults that were applied to a scope. */
const APPLIED = new WeakMap<IConstruct, PlatformOptions>();

/** The path of the first construct that read the defaults of a scope. */
const ASKED = new WeakMap<IConstruct, string>();

/** Scopes whose resources are created in accounts that the app does not know. */
const APART = new WeakSet<IConstruct>();

/**
 * Default options for every function, queue, table and log group of the constructs in a scope. They apply unless a construct
 * sets its own, also to constructs without such options and to those that are added later.
 *
 * VPCs and keys belong to one account and Region, so apply the defaults to each stack of an app that has several. The stacks of
 * a StackSet take no defaults: their accounts cannot use the key, and they have no functions.
 *
 * For permissions boundaries and tags, use the CDK: `PermissionsBoundary.of(scope)` and `Tags.of(scope)`.
 *
 * @example
 * import { Stack } from 'aws-cdk-lib';
 * import type { IVpc } from 'aws-cdk-lib/aws-ec2';
 * import { Key } from 'aws-cdk-lib/aws-kms';
 * import { PlatformDefaults, Trailwatch } from 'cdk-trailwatch';
 *
 * declare const stack: Stack;
 * declare const vpc: IVpc;
 * PlatformDefaults.forScope(stack).apply({ vpc, storeEncryption: new Key(stack, 'StoreKey') });
 * new Trailwatch(stack, 'Trailwatch');
 * @stability stable
 */
export class PlatformDefaults {
  /** The defaults of a scope: an app, a stage, a stack or a construct. */
  public static forScope(scope: IConstruct): PlatformDefaults {
    return new PlatformDefaults(scope);
  }

  private constructor(private readonly scope: IConstruct) {}

  /**
   * Sets the defaults. Each option of an inner scope overrides that of an outer one; subnets and security groups belong to
   * their VPC. Throws if a construct in the scope has been created without them.
   */
  public apply(options: PlatformOptions): void {
    const asker = ASKED.get(this.scope);
    if (asker !== undefined) {
      throw errorAt(
        this.scope,
        `platform defaults are applied after '${asker}' was created, so it would not have them; apply them earlier`,
      );
    }
    APPLIED.set(this.scope, merge(APPLIED.get(this.scope) ?? {}, options));
  }
}

/** Excludes a scope from the defaults of outer scopes. */
export function standApart(scope: IConstruct): void {
  APART.add(scope);
}

/** The options of a construct, with the defaults of its scopes. */
export function withDefaults<Options extends PlatformOptions>(scope: IConstruct, options: Options): Options {
  const scopes = scopesOf(scope);
  for (const one of scopes) if (!ASKED.has(one)) ASKED.set(one, scope.node.path);
  const all = scopes
    .map((one) => APPLIED.get(one) ?? {})
    .reduceRight<PlatformOptions>((outer, inner) => merge(outer, inner), {});
  const merged = { ...options, ...merge(all, options) };
  checkPlaces(scope, merged);
  return merged;
}

/** From the scope outwards, up to an excluded one. */
function scopesOf(scope: IConstruct): readonly IConstruct[] {
  const scopes = [...scope.node.scopes].reverse();
  const apart = scopes.findIndex((one) => APART.has(one));
  return apart === -1 ? scopes : scopes.slice(0, apart + 1);
}

/** Subnets and security groups apply to the VPC that they were set with. */
function merge(outer: PlatformOptions, inner: PlatformOptions): PlatformOptions {
  const isOtherVpc = inner.vpc !== undefined && inner.vpc !== outer.vpc;
  return {
    vpc: inner.vpc ?? outer.vpc,
    vpcSubnets: inner.vpcSubnets ?? (isOtherVpc ? undefined : outer.vpcSubnets),
    securityGroups: inner.securityGroups ?? (isOtherVpc ? undefined : outer.securityGroups),
    environmentEncryption: inner.environmentEncryption ?? outer.environmentEncryption,
    storeEncryption: inner.storeEncryption ?? outer.storeEncryption,
    codeSigningConfig: inner.codeSigningConfig ?? outer.codeSigningConfig,
  };
}

/** Lambda, SQS, DynamoDB and CloudWatch Logs require keys and networks of their own account and Region. */
function checkPlaces(scope: IConstruct, options: PlatformOptions): void {
  const { vpc, environmentEncryption, storeEncryption, codeSigningConfig } = options;
  const given: Readonly<Record<string, IResource | undefined>> = {
    ...{ vpc, environmentEncryption, storeEncryption, codeSigningConfig },
  };
  for (const [property, resource] of Object.entries(given)) {
    if (resource !== undefined) checkPlace(scope, property, resource);
  }
}

/** Throws if a resource is in another account or Region than the construct. */
export function checkPlace(scope: IConstruct, property: string, { env }: IResource): void {
  const { account, region } = Stack.of(scope);
  if (!isKnownDifference(env.region, region) && !isKnownDifference(env.account, account)) return;
  throw errorAt(
    scope,
    `${property} is in account '${env.account}' and Region '${env.region}', but the construct is in '${account}' and '${region}'; ` +
      'use one in the same account and Region, for example with PlatformDefaults of each stack',
  );
}
