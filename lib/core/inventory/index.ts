import { ATHENA } from './entries/athena';
import { CHATBOT } from './entries/chatbot';
import { CLOUDFORMATION } from './entries/cloudformation';
import { CLOUDTRAIL } from './entries/cloudtrail';
import { CLOUDWATCH } from './entries/cloudwatch';
import { CUSTOM } from './entries/custom';
import { DYNAMODB } from './entries/dynamodb';
import { EC2 } from './entries/ec2';
import { EVENTS } from './entries/events';
import { FIREHOSE } from './entries/firehose';
import { IAM } from './entries/iam';
import { KMS } from './entries/kms';
import { LAMBDA } from './entries/lambda';
import { LOGS } from './entries/logs';
import { OBSERVABILITY_ADMIN } from './entries/observability-admin';
import { S3 } from './entries/s3';
import { SECRETS_MANAGER } from './entries/secrets-manager';
import { SNS } from './entries/sns';
import { SQS } from './entries/sqs';
import { STEP_FUNCTIONS } from './entries/stepfunctions';
import { controlStatements } from './judges/control-statements';
import { list } from './judges/lists';
import { text } from './judges/references';
import { DESCRIPTION, type InventoryEntry, TAGS } from './model';

const UNGUARDED = 'member accounts can stop, change or empty what it protected';

/** Policies of the organization that protect the pipeline. */
const ORGANIZATIONS: Readonly<Record<string, InventoryEntry>> = {
  'AWS::Organizations::Policy': {
    ...{ noun: 'organization policy', roles: ['permits'] },
    kinds: ['organizationPolicy'],
    fixed: { replacedBy: ['Type'], name: 'Name' },
    ...{ gone: 'weaker', goneWords: UNGUARDED },
    decides: {
      Type: { area: 'access', says: 'type', judge: text, weaker: UNGUARDED },
      Content: { area: 'access', says: 'statements', judge: controlStatements, weaker: UNGUARDED },
      TargetIds: {
        ...{ area: 'access', says: 'roots, units and accounts', judge: list },
        weaker: UNGUARDED,
      },
    },
    neutral: { Description: DESCRIPTION, Name: DESCRIPTION, Tags: TAGS },
    links: [],
  },
};

const COSTS = 'it is about costs; no alert depends on it';

/** Budgets tell of costs, and of nothing else. */
const BUDGETS: Readonly<Record<string, InventoryEntry>> = {
  'AWS::Budgets::Budget': {
    ...{
      noun: 'budget',
      roles: ['shows'],
      gone: 'changed',
      goneWords: 'higher costs are no longer announced',
    },
    fixed: { replacedBy: ['NotificationsWithSubscribers'] },
    decides: {},
    neutral: { Budget: COSTS, NotificationsWithSubscribers: COSTS, ResourceTags: COSTS },
    links: [],
  },
};

export const INVENTORY: Readonly<Record<string, InventoryEntry>> = {
  ...ATHENA,
  ...BUDGETS,
  ...CHATBOT,
  ...CLOUDFORMATION,
  ...CLOUDTRAIL,
  ...CLOUDWATCH,
  ...CUSTOM,
  ...DYNAMODB,
  ...EC2,
  ...EVENTS,
  ...FIREHOSE,
  ...IAM,
  ...KMS,
  ...LAMBDA,
  ...LOGS,
  ...OBSERVABILITY_ADMIN,
  ...ORGANIZATIONS,
  ...S3,
  ...SECRETS_MANAGER,
  ...SNS,
  ...SQS,
  ...STEP_FUNCTIONS,
};
