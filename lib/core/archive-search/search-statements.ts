import type { PolicyStatementData } from '../policy/policy-statement-data';
import { RULES_PREFIX, SEARCH_FILES, SEARCHES_PREFIX, SENT_PREFIX } from './search-place';

/** The resources of the statements; values may be CDK tokens. */
export interface SearchResources {
  /** The results bucket. */
  readonly bucketArn: string;
  /** The key that it is encrypted with. */
  readonly keyArn: string;
}

/** The workers on the results of searches. */
export type SearchWorker = 'plan' | 'search' | 'summary' | 'send' | 'machine' | 'starter' | 'reader';

const { plan, outcomes, alerts, contributions, lessons, map, request, summary, problems, alertFiles } =
  SEARCH_FILES;

const RULES = `${RULES_PREFIX}*`;
const SENT = `${SENT_PREFIX}*`;

function ofSearches(...files: readonly string[]): string[] {
  return files.map((file) => `${SEARCHES_PREFIX}*/${file.endsWith('/') ? `${file}*` : file}`);
}

/** The keys that each may read. */
const READ: Readonly<Record<SearchWorker, readonly string[]>> = {
  plan: [RULES, ...ofSearches(request, plan)],
  search: [RULES, ...ofSearches(plan)],
  summary: [RULES, ...ofSearches(plan, outcomes, contributions)],
  send: [RULES, SENT, ...ofSearches(alertFiles, alerts, lessons)],
  machine: ofSearches(map),
  starter: [],
  reader: [SENT, ...ofSearches(summary, problems, alertFiles, alerts)],
};

/** The keys that each may write. */
const WRITTEN: Readonly<Record<SearchWorker, readonly string[]>> = {
  plan: [RULES, ...ofSearches(request, plan)],
  search: ofSearches(alerts, contributions, lessons, outcomes),
  summary: ofSearches(`${alerts}correlations/`, summary, problems, alertFiles),
  send: [SENT],
  machine: ofSearches(map),
  starter: [RULES],
  reader: [],
};

/** The prefixes that each may list. Without this permission, S3 answers for a missing object that access is denied. */
const LISTED: Readonly<Record<SearchWorker, readonly string[]>> = {
  plan: [RULES, `${SEARCHES_PREFIX}*`],
  search: [],
  summary: [RULES, `${SEARCHES_PREFIX}*`],
  send: [RULES, SENT, ...ofSearches(lessons)],
  machine: ofSearches(plan),
  starter: [],
  reader: [SENT, `${SEARCHES_PREFIX}*`],
};

/** What Step Functions needs in addition to write the results of a map in parts. */
const PARTS = ['s3:AbortMultipartUpload', 's3:ListMultipartUploadParts'];

/** The permissions of one worker on the results bucket and its key. */
export function toSearchStatements(
  worker: SearchWorker,
  { bucketArn, keyArn }: SearchResources,
): readonly PolicyStatementData[] {
  const objects = (keys: readonly string[]) => keys.map((key) => `${bucketArn}/${key}`);
  const statement = (Action: readonly string[], keys: readonly string[]): readonly PolicyStatementData[] =>
    keys.length === 0 ? [] : [{ Effect: 'Allow', Action, Resource: objects(keys) }];
  return [
    ...statement(['s3:GetObject'], READ[worker]),
    ...statement(['s3:PutObject', ...(worker === 'machine' ? PARTS : [])], WRITTEN[worker]),
    ...toListStatements(bucketArn, LISTED[worker]),
    {
      Effect: 'Allow',
      Action: ['kms:Decrypt', ...(WRITTEN[worker].length === 0 ? [] : ['kms:GenerateDataKey'])],
      Resource: keyArn,
    },
  ];
}

function toListStatements(bucketArn: string, prefixes: readonly string[]): readonly PolicyStatementData[] {
  if (prefixes.length === 0) return [];
  const Condition = { StringLike: { 's3:prefix': prefixes } };
  return [{ Effect: 'Allow', Action: 's3:ListBucket', Resource: bucketArn, Condition }];
}

/** Lets the function that plans list the archive, below the root of CloudTrail's layout. */
export function toArchiveListStatement(bucketArn: string, root: string): PolicyStatementData {
  return {
    Effect: 'Allow',
    Action: 's3:ListBucket',
    Resource: bucketArn,
    Condition: { StringLike: { 's3:prefix': `${root}*` } },
  };
}

/** The ARNs that name a state machine and its executions. */
export interface MachineArns {
  readonly machine: string;
  readonly executions: readonly string[];
  readonly mapRuns: string;
}

/**
 * Lets a state machine run the child workflows of its own map.
 *
 * @see https://docs.aws.amazon.com/step-functions/latest/dg/iam-policies-eg-dist-map.html
 */
export function toMapStatements({ machine, executions }: MachineArns): readonly PolicyStatementData[] {
  return [
    { Effect: 'Allow', Action: 'states:StartExecution', Resource: machine },
    { Effect: 'Allow', Action: ['states:DescribeExecution', 'states:StopExecution'], Resource: executions },
  ];
}

/** Lets a person start searches, and follow them. */
export function toStartStatements(arns: MachineArns): readonly PolicyStatementData[] {
  return [
    { Effect: 'Allow', Action: 'states:StartExecution', Resource: arns.machine },
    ...toFollowStatements(arns),
  ];
}

/** Lets a person follow searches. */
export function toFollowStatements({
  machine,
  executions,
  mapRuns,
}: MachineArns): readonly PolicyStatementData[] {
  return [
    { Effect: 'Allow', Action: 'states:DescribeStateMachine', Resource: machine },
    { Effect: 'Allow', Action: ['states:DescribeExecution', 'states:ListMapRuns'], Resource: executions },
    { Effect: 'Allow', Action: 'states:DescribeMapRun', Resource: mapRuns },
  ];
}
