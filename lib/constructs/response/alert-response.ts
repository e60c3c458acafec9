import { type Duration, Token } from 'aws-cdk-lib';
import type { IRole } from 'aws-cdk-lib/aws-iam';
import type { IStateMachine } from 'aws-cdk-lib/aws-stepfunctions';
import { DOCUMENT_NAME } from '../../core/response/action/own-actions';
import type { Guardrail, ResponseActionName, ResponseTarget } from '../../core/settings/responder-settings';
import { checkName } from '../preflight/check-name';
import type { RuleSet } from '../rule/rule-set';
import { ResponseMode } from './responder-parts';

/** Options of a response. */
export interface AlertResponseOptions {
  /** The rules whose alerts trigger the response. Select only a few: `RuleSet.builtIn().only('trail-stopped-or-deleted')`. */
  readonly rules: RuleSet;

  /**
   * Whether it acts.
   *
   * @default ResponseMode.DRY_RUN
   */
  readonly mode?: ResponseMode;

  /**
   * How long to wait for an approval. A message on the alert topic contains the command that approves; without an approval, no
   * action is taken. Between one minute and seven days.
   *
   * @default - no approval is needed
   */
  readonly approvalTimeout?: Duration;
}

/** Options of `AlertResponse.attachGuardrail`. */
export interface AttachGuardrailOptions extends AlertResponseOptions {
  /**
   * The id of the service control policy, such as `p-examplepolicyid`. It must exist, and should be tested on an account first.
   */
  readonly policyId: string;

  /** The management account of the organization, 12 digits. */
  readonly managementAccount: string;
}

/** Options of `AlertResponse.stateMachine`. */
export interface StateMachineResponseOptions extends AlertResponseOptions {
  /**
   * The state machine, in the account and Region of the `Responder`. Its input contains `alert` (`id`, `ruleId`, `title`,
   * `severity`, `eventID`, `eventTime`, `awsRegion`, `recipientAccountId`, `route`) and `resources`, a list of at most 20 ARNs.
   * The caller of the API controls the content of the ARNs: use them only as values.
   */
  readonly stateMachine: IStateMachine;
}

/** Options of `AlertResponse.ssmDocument`. */
export interface SsmDocumentResponseOptions extends AlertResponseOptions {
  /**
   * The name of your Automation document, in the account and Region of the `Responder`. It must have the parameters
   * `AutomationAssumeRole`, `AlertId`, `RuleId`, `EventId`, `AccountId` and `Region` (String), and `Resources` (StringList).
   */
  readonly documentName: string;

  /** The role that the document uses, which must trust `ssm.amazonaws.com`. */
  readonly role: IRole;
}

/** An action that responds to alerts of certain rules, in the affected account. */
export class AlertResponse {
  /** Restarts a trail that `StopLogging` stopped. */
  public static startLogging(options: AlertResponseOptions): AlertResponse {
    return new AlertResponse('start-logging', options);
  }

  /** Enables all four S3 Block Public Access settings for the bucket of a record. Its ACLs and policies are not changed. */
  public static blockPublicBucket(options: AlertResponseOptions): AlertResponse {
    return new AlertResponse('block-public-bucket', options);
  }

  /** Revokes the inbound rules that `AuthorizeSecurityGroupIngress` opened to `0.0.0.0/0` or `::/0`, and no others. */
  public static revokeIngress(options: AlertResponseOptions): AlertResponse {
    return new AlertResponse('revoke-ingress', options);
  }

  /** Disables the access key of the IAM user who made the call, or the one that `CreateAccessKey` created. */
  public static disableAccessKey(options: AlertResponseOptions): AlertResponse {
    return new AlertResponse('disable-access-key', options);
  }

  /**
   * Denies all actions to the current sessions of the role that made the call, with an inline policy of the role. Sessions that
   * begin later are not affected. IAM cannot limit the content of a role's policy, so the role of this response could grant any
   * permission.
   */
  public static revokeSessions(options: AlertResponseOptions): AlertResponse {
    return new AlertResponse('revoke-sessions', options);
  }

  /**
   * Replaces the security groups of all network interfaces of an EC2 instance with a group without rules, which is created in
   * the VPC if it is missing. The instance is the one that an EC2 call names, or the one whose credentials made the call. The
   * previous groups are in a tag of each network interface and in the report. Tracked connections continue until they end or
   * time out.
   *
   * @see https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/security-group-connection-tracking.html
   */
  public static isolateInstance(options: AlertResponseOptions): AlertResponse {
    return new AlertResponse('isolate-instance', options);
  }

  /**
   * Cancels the deletion of the key that `ScheduleKeyDeletion` scheduled. The key remains disabled: enable it after you have
   * verified that it was not disabled on purpose.
   *
   * @see https://docs.aws.amazon.com/kms/latest/APIReference/API_CancelKeyDeletion.html
   */
  public static cancelKeyDeletion(options: AlertResponseOptions): AlertResponse {
    return new AlertResponse('cancel-key-deletion', options);
  }

  /**
   * Detaches the AWS managed policy `AdministratorAccess`, `IAMFullAccess` or `PowerUserAccess` from the user, role or group
   * that `AttachUserPolicy`, `AttachRolePolicy` or `AttachGroupPolicy` attached it to. Other policies and inline policies are
   * kept.
   */
  public static detachAdministratorPolicy(options: AlertResponseOptions): AlertResponse {
    return new AlertResponse('detach-administrator-policy', options);
  }

  /**
   * Re-enables GuardDuty in the Region of a record: the detector that `UpdateDetector` disabled, or a new one for the one that
   * `DeleteDetector` deleted. A new detector has the protection plans that AWS enables by default, and no member accounts.
   *
   * @see https://docs.aws.amazon.com/guardduty/latest/APIReference/API_CreateDetector.html
   */
  public static enableGuardDuty(options: AlertResponseOptions): AlertResponse {
    return new AlertResponse('enable-guardduty', options);
  }

  /** Restarts the AWS Config recorder that `StopConfigurationRecorder` stopped. A deleted recorder is not created again. */
  public static startConfigRecorder(options: AlertResponseOptions): AlertResponse {
    return new AlertResponse('start-config-recorder', options);
  }

  /**
   * Re-enables Security Hub after `DisableSecurityHub`, with the standards that AWS enables by default. You must restore other
   * standards, settings and member accounts: AWS removes them.
   *
   * @see https://docs.aws.amazon.com/securityhub/1.0/APIReference/API_DisableSecurityHub.html
   */
  public static enableSecurityHub(options: AlertResponseOptions): AlertResponse {
    return new AlertResponse('enable-security-hub', options);
  }

  /**
   * Removes the statements that allow public access from the policy of the bucket that `PutBucketPolicy` changed, including
   * those that existed before. A statement with a condition on the caller, its organization or its network is kept. IAM cannot
   * limit the content of a policy, so the role of this response could grant any permission on buckets.
   */
  public static removePublicStatements(options: AlertResponseOptions): AlertResponse {
    return new AlertResponse('remove-public-statements', options);
  }

  /**
   * Starts your own state machine, once for each alert, with the safeguards of all responses: dry run, approval, exemptions,
   * limit and signature. Alerts of any account of the `Responder` start it. It is not started if a resource of the alert is
   * exempt.
   */
  public static stateMachine(options: StateMachineResponseOptions): AlertResponse {
    const target = { name: options.stateMachine.stateMachineArn };
    return new AlertResponse('start-state-machine', options, { target });
  }

  /**
   * Starts your own Automation document, once for each alert, with the safeguards of all responses. Alerts of any account of
   * the `Responder` start it. It is not started if a resource of the alert is exempt.
   */
  public static ssmDocument(options: SsmDocumentResponseOptions): AlertResponse {
    const { documentName, role } = options;
    if (!Token.isUnresolved(documentName) && !DOCUMENT_NAME.test(documentName)) {
      throw new Error(
        `documentName '${documentName}' is not the name of a document of your own, such as 'ContainInstance'`,
      );
    }
    return new AlertResponse('start-automation', options, {
      target: { name: documentName, roleArn: role.roleArn },
    });
  }

  /**
   * Attaches a service control policy to the account of a record. `Responder` must be in the management account, or in an
   * account that a delegation policy of the organization allows to attach the policy.
   */
  public static attachGuardrail(options: AttachGuardrailOptions): AlertResponse {
    const { policyId, managementAccount } = options;
    checkName('managementAccount', 'account id', managementAccount);
    if (!Token.isUnresolved(policyId) && !/^p-[0-9a-zA-Z_]{8,128}$/.test(policyId)) {
      throw new Error(`policyId '${policyId}' is not the id of a policy, such as 'p-examplepolicyid'`);
    }
    return new AlertResponse('attach-guardrail', options, { guardrail: { policyId, managementAccount } });
  }

  /** @internal */
  public readonly _ruleIds: readonly string[];

  /** @internal */
  public readonly _ruleNames: readonly string[];

  /** @internal */
  public readonly _isActing: boolean;

  /** @internal */
  public readonly _approvalTimeout?: Duration;

  /** @internal */
  public readonly _guardrail?: Guardrail;

  /** @internal */
  public readonly _target?: ResponseTarget;

  private constructor(
    /** @internal */
    public readonly _action: ResponseActionName,
    { rules, mode, approvalTimeout }: AlertResponseOptions,
    { guardrail, target }: { readonly guardrail?: Guardrail; readonly target?: ResponseTarget } = {},
  ) {
    if (rules.correlations.length > 0) {
      throw new Error(
        `correlation '${rules.correlations[0]?.ruleName}' counts records and identifies no single record to act on`,
      );
    }
    if (rules.rules.length === 0) throw new Error(`rules of response '${_action}' is empty`);
    this._guardrail = guardrail;
    this._target = target;
    this._ruleNames = rules.rules.map(({ ruleName }) => ruleName);
    this._ruleIds = rules.rules.map(({ ruleId }) => ruleId);
    this._isActing = mode === ResponseMode.ACT;
    this._approvalTimeout = approvalTimeout;
  }
}
