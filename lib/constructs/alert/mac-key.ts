import { ArnFormat, Names, RemovalPolicy, Stack } from 'aws-cdk-lib';
import { type CfnRole, Grant, type IGrantable, PolicyDocument, type Role } from 'aws-cdk-lib/aws-iam';
import { Key, KeySpec, KeyUsage } from 'aws-cdk-lib/aws-kms';
import { Construct, type IConstruct } from 'constructs';
import {
  toMacKeyAdministrationStatement,
  toMacKeyUseStatement,
  toMacKeyVerifyStatement,
} from '../../core/policy/key-statements';
import { isKnownDifference } from '../preflight/preflight-check';
import { generatedNameStart } from '../resource/generated-name';
import { checkKeyPolicySize } from '../statement/check-document-size';
import { toPolicyStatement } from '../statement/policy-length';

/** The construct id of the key below its topic. */
const ID = 'MacKey';

/** Whose key it is. */
interface MacKeyOwner extends IConstruct {
  readonly _removalPolicy?: RemovalPolicy;
}

/**
 * The key that proves who wrote an item of a table of claims, or a message on a topic: an HMAC key in KMS. Functions that
 * alert through one topic share the key of that topic, and each topic has one.
 *
 * HMAC keys do not rotate by themselves. A new key makes all items of the table unproven: docs/alerts.md has the steps.
 *
 * @see https://docs.aws.amazon.com/kms/latest/developerguide/hmac.html
 */
export class MacKey extends Construct {
  /** The key of a topic; created when it is asked for first. */
  public static of(alertTopic: MacKeyOwner): MacKey {
    const known = alertTopic.node.tryFindChild(ID);
    return known instanceof MacKey ? known : new MacKey(alertTopic, ID, alertTopic._removalPolicy);
  }

  private readonly key: Key;
  private readonly verifyingAccounts = new Set<string>();
  private readonly aliasName: string;

  private constructor(scope: Construct | IConstruct, id: string, removalPolicy = RemovalPolicy.RETAIN) {
    super(scope as Construct, id);
    this.aliasName = `alias/trailwatch/${Names.uniqueResourceName(this, { maxLength: 128 })}`;
    const { account } = Stack.of(this);
    this.key = new Key(this, 'Key', {
      // guardrails know a key by its alias
      alias: this.aliasName,
      description: 'Proves that claims and alerts of trailwatch were written by its functions',
      keySpec: KeySpec.HMAC_256,
      keyUsage: KeyUsage.GENERATE_VERIFY_MAC,
      policy: new PolicyDocument({
        statements: [toPolicyStatement(toMacKeyAdministrationStatement(account))],
      }),
      removalPolicy,
    });
    checkKeyPolicySize(this.key, 'let fewer functions and accounts use one alert topic');
  }

  /** The key's ARN. */
  public get keyArn(): string {
    return this.key.keyArn;
  }

  /** What a function of a stack names the key by: its alias, where the key is in another account or Region. */
  public arnFor(consumer: IConstruct): string {
    return this.isForeign(consumer) ? this.aliasArn : this.key.keyArn;
  }

  /** Lets the role of a function compute codes. No other principal is let in. */
  public grantGenerate(role: Role): void {
    const use = toMacKeyUseStatement(Stack.of(role).account, toRolePattern(this, role));
    this.key.addToResourcePolicy(toPolicyStatement(use));
    this.grantInRole(role, 'kms:GenerateMac');
  }

  /**
   * Lets a principal verify codes. For one of another account the policy of the key admits its account; its own policy must
   * allow it, too, and the CDK adds that where it knows the principal.
   */
  public grantVerify(grantee: IGrantable): Grant {
    const { principalAccount: account } = grantee.grantPrincipal;
    if (account !== undefined && isKnownDifference(account, Stack.of(this).account)) this.admit(account);
    return Grant.addToPrincipal({
      grantee,
      actions: ['kms:VerifyMac'],
      resourceArns: [this.key.keyArn],
    });
  }

  /** Lets the role of a function verify codes, where it names the key as `arnFor` does. */
  public grantVerifyInRole(role: Role): void {
    const { account } = Stack.of(role);
    if (isKnownDifference(account, Stack.of(this).account)) this.admit(account);
    this.grantInRole(role, 'kms:VerifyMac');
  }

  private admit(account: string): void {
    if (this.verifyingAccounts.has(account)) return;
    this.verifyingAccounts.add(account);
    this.key.addToResourcePolicy(toPolicyStatement(toMacKeyVerifyStatement(account)));
  }

  private grantInRole(role: Role, action: string): void {
    if (!this.isForeign(role)) {
      Grant.addToPrincipal({ grantee: role, actions: [action], resourceArns: [this.key.keyArn] });
      return;
    }
    const keys = Stack.of(this).formatArn({ service: 'kms', resource: 'key', resourceName: '*' });
    Grant.addToPrincipal({
      grantee: role,
      actions: [action],
      resourceArns: [keys],
      conditions: { StringEquals: { 'kms:RequestAlias': this.aliasName } },
    });
  }

  private get aliasArn(): string {
    return Stack.of(this).formatArn({
      service: 'kms',
      resource: this.aliasName,
      arnFormat: ArnFormat.NO_RESOURCE_NAME,
    });
  }

  private isForeign(consumer: IConstruct): boolean {
    const [own, other] = [Stack.of(this), Stack.of(consumer)];
    return isKnownDifference(own.account, other.account) || isKnownDifference(own.region, other.region);
  }
}

/**
 * The ARN of a role for the policy of a key. A stack that uses the key depends on that of the key, which therefore cannot
 * refer to the role: the role is known by its own name, or by what CloudFormation makes of the name of its stack.
 */
function toRolePattern(key: MacKey, role: Role): string {
  const stack = Stack.of(role);
  if (stack === Stack.of(key)) return role.roleArn;
  const { partition, account } = stack;
  const name: unknown = stack.resolve((role.node.defaultChild as CfnRole).roleName);
  return `arn:${partition}:iam::${account}:role/${typeof name === 'string' ? name : `${generatedNameStart(stack)}*`}`;
}
