/** Calls of a kind that no rule of severity medium or higher tells of, and why. */
export interface LeftOut {
  /** `service:Operation`, as botocore names them. The first that fits gives the reason. */
  readonly calls: RegExp;
  readonly reason: string;
}

const ENDS: LeftOut = {
  calls:
    /:(?:Batch)?(?:Abort|Cancel|Close|Deauthorize|Decline|Delete(?!Stack(?:Set)?$)|Deregister|Detach|Disable|Disassociate|Disconnect|Dissociate|Reject|Remove|Revoke|Stop|Suspend|Terminate|Unassign|Unshare|Unsubscribe|Untag|Withdraw)/,
  reason: 'takes away, and gives nothing',
};

const TAKES_ROLE: LeftOut = {
  calls: /^sts:AssumeRole|^lakeformation:Assume/,
  reason: 'takes a role; its session policy only narrows it',
};

/** Of each kind, in order. The rules of the kind have no name of theirs. */
export const LEFT_OUT = {
  role: [
    ENDS,
    TAKES_ROLE,
    {
      calls: /^iam:|^organizations:/,
      reason: 'makes or changes the role itself, of which the rules on IAM tell',
    },
    {
      calls: /^bedrock-(?:agent-)?runtime:|^bedrock-agentcore:(?:Ingest|InvokeHarness)/,
      reason: 'the role is the part in a conversation, and no identity',
    },
    {
      calls: /^lakeformation:|^mediaconnect:Grant|^accessanalyzer:|^securityhub:BatchImport/,
      reason: 'reads what is there, or names the role as one that is given to',
    },
    {
      calls: /^cloudformation:ActivateType|^sagemaker:RenderUiTemplate|^swf:RespondDecision/,
      reason: 'the role logs, renders or runs one step of what is there',
    },
  ],
  account: [
    ENDS,
    TAKES_ROLE,
    {
      calls:
        /^(?:account|organizations|cloudformation|iam):|^config:PutOrganization|^guardduty:UpdateMember|^ssm:Start(?:Automation|ChangeRequest)/,
      reason: 'names accounts of the organization; the rules of the service tell of what weakens them',
    },
    {
      calls: /^lakeformation:(?:CreateLakeFormationOptIn|AttachRLSPolicy)|^security-ir:UpdateCase/,
      reason: 'names whom a permission, a filter or an incident is about; they get nothing',
    },
    {
      calls:
        /^(?:sns:(?:Subscribe|ConfirmSubscription)|lambda:AddPermission|s3control:PutBucketPolicy|workmail:PutMailbox)/,
      reason: 'rules of their own tell, by another parameter of the request',
    },
    {
      calls: /^ec2:(?:AuthorizeSecurity|CreateTransitGatewayMetering|CreateVolume)|^fsx:UpdateSharedVpc/,
      reason: 'the account is that of a network that is joined already',
    },
    {
      calls:
        /^(?:backup:CreateRestoreAccess|cleanrooms:Populate|cleanroomsml:CreateTrained|kendra:(?:Create|Update)DataSource|glacier:Complete|kinesis:(?!CreateQueue|PutResourcePolicy)|mgn:(?:Archive|Change|Finalize|Mark|Pause|Resume|Retry|Unarchive))/,
      reason: 'the account is the one whose resource is used',
    },
    {
      calls:
        /^(?:bedrock-agentcore:InvokeAgentRuntime|chime:(?:Logout|Redact|Regenerate|Reset)|connect:Claim|marketplacecommerceanalytics:|meteringmarketplace:|quicksight:Generate|s3control:TagResource|securityhub:BatchImportFindings|signin:)/,
      reason: 'the account is the own one, or of the service itself, and gets nothing',
    },
  ],
  policy: [
    ENDS,
    TAKES_ROLE,
    { calls: /^(?:events|iam):/, reason: 'rules of their own tell of policies of event buses and of roles' },
    {
      calls:
        /^(?:accessanalyzer:|config:Put(?:Organization)?ConfigRule|connect:StartContact|ecr:(?:Put|Start)Lifecycle|emr-serverless:StartJobRun|ivs:|odb:|opensearch:(?:Add|Update)DirectQuery|securityhub:|ses:CreateReceiptFilter)/,
      reason: 'the policy is none of access to the resource, or only narrows it',
    },
  ],
  public: [
    ENDS,
    { calls: /^securityhub:/, reason: 'findings say it of resources' },
    { calls: /^apprunner:/, reason: 'the service publishes what it runs, by itself' },
  ],
} satisfies Record<string, readonly LeftOut[]>;
