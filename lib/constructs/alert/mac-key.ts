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
 * The HMAC key in KMS that proves which function wrote an item of a claims table, or a message on a topic. Functions that
 * publish to a topic share its key; each topic has one.
 *
 * HMAC keys are not rotated automatically. After a key change, no item of the table can be verified: docs/alerts/alerts.md lists the
 * steps.
 *
 * @see https://docs.aws.amazon.com/kms/latest/developerguide/hmac.html
 */
export class MacKey extends Construct {
  /** The key of a topic; created on first use. */
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
      // guardrails identify a key by its alias
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

  /** The identifier that a function of a stack uses for the key: its alias, if the key is in another account or Region. */
  public arnFor(consumer: IConstruct): string {
    return this.isForeign(consumer) ? this.aliasArn : this.key.keyArn;
  }

  /** Allows the role of a function to generate MACs. No other principal has this permission. */
  public grantGenerate(role: Role): void {
    const use = toMacKeyUseStatement(Stack.of(role).account, toRolePattern(this, role));
    this.key.addToResourcePolicy(toPolicyStatement(use));
    this.grantInRole(role, 'kms:GenerateMac');
  }

  /**
   * Allows a principal to verify MACs. For a principal of another account, the key policy allows its account; its own policy
   * must allow it, too, which the CDK adds if it knows the principal.
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

  /** Allows the role of a function that identifies the key with `arnFor` to verify MACs. */
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
 * The ARN of a role for a key policy. A stack that uses the key depends on the key's stack, which therefore cannot reference
 * the role: the role is identified by its explicit name, or by the name that CloudFormation generates from the stack's name.
 */
function toRolePattern(key: MacKey, role: Role): string {
  const stack = Stack.of(role);
  if (stack === Stack.of(key)) return role.roleArn;
  const { partition, account } = stack;
  const name: unknown = stack.resolve((role.node.defaultChild as CfnRole).roleName);
  return `arn:${partition}:iam::${account}:role/${typeof name === 'string' ? name : `${generatedNameStart(stack)}*`}`;
}
