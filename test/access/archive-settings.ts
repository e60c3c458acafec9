import type { Account } from '../../lib/core/policy/evaluation/request';
import {
  ACCOUNT,
  LOG_ARCHIVE,
  MANAGEMENT,
  ORGANIZATION,
  ORGANIZATION_TRAIL_ARN,
  REGION,
  TRAIL_ARN,
} from '../constructs/synthesize';
import { SECOND_OWNER, SECOND_REGION, TWENTY_ACCOUNTS } from '../scenarios/several-accounts';
import { MEMBER_ID } from './matrix-callers';

/** A trail that delivers to an archive. */
export interface DeliveringTrail {
  readonly arn: string;
  readonly owner: Account;
  /** Below `AWSLogs/`. */
  readonly folder: string;
}

/** What the templates of a scenario do not tell by themselves: whose archive it is, and who delivers to it. */
export interface ArchiveSetting {
  readonly owner: Account;
  readonly trails: readonly DeliveringTrail[];
  readonly keyPrefix?: string;
  /** What stands already, its policies kept elsewhere. */
  readonly imported?: { readonly bucketArn: string; readonly keyArn?: string };
}

/** An account of the organization. */
export function inOrganization(id: string): Account {
  return { id, organization: { id: ORGANIZATION, managementAccount: MANAGEMENT } };
}

const primary: DeliveringTrail = { arn: TRAIL_ARN, owner: inOrganization(ACCOUNT), folder: ACCOUNT };
const everyone: DeliveringTrail = {
  arn: ORGANIZATION_TRAIL_ARN,
  owner: inOrganization(MANAGEMENT),
  folder: `${ORGANIZATION}/${MEMBER_ID}`,
};
const imported = {
  bucketArn: 'arn:aws:s3:::company-logs',
  keyArn: `arn:aws:kms:${REGION}:${LOG_ARCHIVE}:key/0a1b2c3d-0000-4000-8000-000000000000`,
};

/** By the name of the scenario. The scenario `guardrails` has a matrix of its own; `alerts` keeps no archive. */
export const ARCHIVE_SETTINGS: Readonly<Record<string, ArchiveSetting>> = {
  account: { ...keptBy(ACCOUNT, primary), keyPrefix: 'audit' },
  'organization-in-one-stack': keptBy(MANAGEMENT, everyone),
  'organization-over-two-accounts': keptBy(LOG_ARCHIVE, everyone),
  'organization-with-every-route': keptBy(LOG_ARCHIVE, everyone),
  'twenty-accounts': {
    owner: { id: LOG_ARCHIVE },
    trails: TWENTY_ACCOUNTS.map((id) => alone(id, 'primary')),
  },
  'two-owners-two-regions': {
    owner: { id: LOG_ARCHIVE },
    trails: [alone(ACCOUNT, 'primary'), alone(SECOND_OWNER, 'secondary', SECOND_REGION)],
  },
  'object-lock-and-replication': keptBy(LOG_ARCHIVE, primary),
  'sharing-with-three-readers': keptBy(LOG_ARCHIVE, everyone),
  'imported-bucket-and-key': { ...keptBy(LOG_ARCHIVE, primary), keyPrefix: 'cloudtrail', imported },
  'control-tower': {
    ...keptBy(LOG_ARCHIVE, { ...everyone, arn: trailArn(MANAGEMENT, 'aws-controltower-BaselineCloudTrail') }),
    keyPrefix: ORGANIZATION,
    imported: { bucketArn: `arn:aws:s3:::aws-controltower-logs-${LOG_ARCHIVE}-${REGION}` },
  },
  'imported-everything': { ...keptBy(LOG_ARCHIVE, primary), imported },
  'organization-with-log-group-and-topic': keptBy(LOG_ARCHIVE, everyone),
  'delegated-administrator': keptBy(LOG_ARCHIVE, everyone),
  'data-events': keptBy(ACCOUNT, numbered(1)),
  'network-activity': keptBy(ACCOUNT, numbered(1)),
  'every-resource-type': keptBy(ACCOUNT, numbered(1), numbered(2)),
  'basic-selectors': keptBy(ACCOUNT, numbered(1)),
  'two-trails': keptBy(ACCOUNT, numbered(1), numbered(2)),
  alarms: keptBy(ACCOUNT, primary),
  'three-routes': keptBy(ACCOUNT, primary),
  'realtime-organization': keptBy(ACCOUNT, everyone),
};

function keptBy(accountId: string, ...trails: readonly DeliveringTrail[]): ArchiveSetting {
  return { owner: inOrganization(accountId), trails };
}

/** Of an account that is in no organization. */
function alone(id: string, trailName: string, region?: string): DeliveringTrail {
  return { arn: trailArn(id, trailName, region), owner: { id }, folder: id };
}

function numbered(number: number): DeliveringTrail {
  return { ...primary, arn: trailArn(ACCOUNT, `trail-${number}`) };
}

function trailArn(accountId: string, trailName: string, region = REGION): string {
  return `arn:aws:cloudtrail:${region}:${accountId}:trail/${trailName}`;
}
