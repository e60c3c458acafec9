import type { Finding, Linter } from './finding';

/** A finding that is wrong, or that is accepted with open eyes. */
export interface AcceptedFinding {
  readonly linter: Linter;
  readonly id: string;
  /** By default of every type. */
  readonly resourceType?: string;
  /** Only in the templates of this one; by default in all. */
  readonly scenario?: string;
  /** Only of resources with such a logical id; by default of all of the type. */
  readonly logicalId?: RegExp;
  /** Only with such words; by default whatever is said. */
  readonly message?: RegExp;
  readonly reason: string;
}

/** Every finding that does not end a run. One that no template has any more must leave the list. */
export const ACCEPTED_FINDINGS: readonly AcceptedFinding[] = [
  {
    linter: 'cfn-lint',
    id: 'W3005',
    resourceType: 'AWS::Lambda::Function',
    reason: 'CDK lets a function wait for its role and for the policies of it together',
  },
  {
    linter: 'cfn-lint',
    id: 'W3005',
    resourceType: 'AWS::StepFunctions::StateMachine',
    reason: 'CDK lets a state machine wait for its role and for the policies of it together',
  },
  {
    linter: 'cfn-lint',
    id: 'I3037',
    resourceType: 'AWS::CloudTrail::Dashboard',
    message: /\$Period\$.* has non-unique elements$/,
    reason: 'a widget lists a parameter as often as its query has it, as in the sample of AWS',
  },
  {
    linter: 'cfn-lint',
    id: 'I1022',
    reason: 'CDK writes texts of several parts as Fn::Join; what is deployed is the same',
  },
  {
    linter: 'cfn-lint',
    id: 'E3037',
    resourceType: 'AWS::CloudTrail::Trail',
    message: /^\[.*'false'.*\] has non-unique elements$/,
    reason:
      "wrong: beside the text 'false' it takes every text for a boolean, and for false; what does stand there twice is refused by preflight, and CDK's own validation finds none in the same selections",
  },
  {
    linter: 'checkov',
    id: 'CKV_AWS_67',
    resourceType: 'AWS::CloudTrail::Trail',
    logicalId: /^Trail2/,
    reason: 'the second of two trails: a scenario of one that logs a single Region, which synth warns of',
  },
  {
    linter: 'checkov',
    id: 'CKV_AWS_67',
    resourceType: 'AWS::CloudTrail::Trail',
    scenario: 'single-region',
    reason: 'the estate whose trail logs its home Region alone, which synth warns of',
  },
  {
    linter: 'checkov',
    id: 'CKV_AWS_35',
    resourceType: 'AWS::CloudTrail::Trail',
    scenario: 'included-bucket',
    reason: 'the bucket was there before, without a key of its own; S3 encrypts it',
  },
  {
    linter: 'checkov',
    id: 'CKV_AWS_7',
    resourceType: 'AWS::KMS::Key',
    logicalId: /MacKey/,
    reason: 'an HMAC key, which KMS cannot rotate',
  },
  {
    linter: 'checkov',
    id: 'CKV_AWS_33',
    resourceType: 'AWS::KMS::Key',
    logicalId: /^(Trailwatch)?AlertsKey/,
    reason:
      'wrong: the principal is * with conditions; aws:PrincipalOrgID or aws:PrincipalAccount, and kms:ViaService bind it',
  },
  {
    linter: 'checkov',
    id: 'CKV_AWS_18',
    resourceType: 'AWS::S3::Bucket',
    logicalId: /AccessLogs/,
    reason: 'the bucket that takes the access logs: logging it to itself would never end',
  },
  ...['CKV_AWS_18', 'CKV_AWS_21'].map(
    (id): AcceptedFinding => ({
      ...{ linter: 'checkov', id, resourceType: 'AWS::S3::Bucket' },
      logicalId: /TableResults/,
      reason:
        'results of queries are copies that expire; the archive is the evidence, and its requests are logged',
    }),
  ),
  {
    linter: 'checkov',
    id: 'CKV_AWS_27',
    resourceType: 'AWS::SQS::Queue',
    reason: 'wrong: SqsManagedSseEnabled encrypts the queue; only KmsMasterKeyId is looked for',
  },
  {
    linter: 'checkov',
    id: 'CKV_AWS_45',
    resourceType: 'AWS::Lambda::Function',
    scenario: 'external-events',
    logicalId: /^EventRulesFunction/,
    reason:
      "wrong: the folder external/AWSLogs/111122223333/CloudTrail has forty letters, digits and slashes, as an access key's secret has",
  },
  {
    linter: 'checkov',
    id: 'CKV_AWS_119',
    resourceType: 'AWS::DynamoDB::Table',
    reason: "encrypted with DynamoDB's key in KMS; it holds ids of alerts and of files, no records",
  },
  {
    linter: 'checkov',
    id: 'CKV_AWS_158',
    resourceType: 'AWS::Logs::LogGroup',
    reason: "encrypted with a key of CloudWatch Logs; the handler's log names files and rules, no records",
  },
  {
    linter: 'checkov',
    id: 'CKV_AWS_115',
    resourceType: 'AWS::Lambda::Function',
    reason: "ScalingConfig of the event source limits it, without taking from the account's concurrency",
  },
  {
    linter: 'checkov',
    id: 'CKV_AWS_116',
    resourceType: 'AWS::Lambda::Function',
    reason: "a queue calls it: dead letters are the queue's, by its RedrivePolicy",
  },
  {
    linter: 'checkov',
    id: 'CKV_AWS_111',
    resourceType: 'AWS::IAM::Policy',
    scenario: 'private-network',
    reason:
      'Lambda creates the network interfaces of functions in a VPC, for which AWS has no narrower resource; a statement denies them to the code',
  },
  {
    linter: 'checkov',
    id: 'CKV_AWS_117',
    resourceType: 'AWS::Lambda::Function',
    reason:
      'it talks to AWS services only and takes no connections; a VPC would add a way to fail and no wall',
  },
  {
    linter: 'checkov',
    id: 'CKV_AWS_173',
    resourceType: 'AWS::Lambda::Function',
    reason: "its variables are names and numbers, no secrets; they are encrypted with Lambda's own key",
  },
];

/** Findings told apart by the list of the accepted ones. */
export interface Judged {
  readonly refused: readonly Finding[];
  readonly accepted: ReadonlyMap<AcceptedFinding, number>;
  /** On the list, and no longer found. */
  readonly stale: readonly AcceptedFinding[];
}

/** Judges the findings of one linter over all templates. */
export function judgeFindings(linter: Linter, findings: readonly Finding[]): Judged {
  const accepted = new Map<AcceptedFinding, number>();
  const refused: Finding[] = [];
  for (const finding of findings) {
    const entry = ACCEPTED_FINDINGS.find((candidate) => covers(candidate, finding));
    if (entry === undefined) refused.push(finding);
    else accepted.set(entry, (accepted.get(entry) ?? 0) + 1);
  }
  const stale = ACCEPTED_FINDINGS.filter((entry) => entry.linter === linter && !accepted.has(entry));
  return { refused, accepted, stale };
}

function covers(accepted: AcceptedFinding, finding: Finding): boolean {
  const { linter, id, resourceType, scenario, logicalId, message } = accepted;
  return (
    finding.linter === linter &&
    finding.id === id &&
    (resourceType === undefined || finding.resourceType === resourceType) &&
    (scenario === undefined || finding.scenario === scenario) &&
    (logicalId === undefined || logicalId.test(finding.logicalId ?? '')) &&
    (message === undefined || message.test(finding.message))
  );
}
