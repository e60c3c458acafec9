import { ATHENA } from './entries/athena';
import { BUDGETS } from './entries/budgets';
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
import { ORGANIZATIONS } from './entries/organizations';
import { S3 } from './entries/s3';
import { SNS } from './entries/sns';
import { SQS } from './entries/sqs';
import { STEP_FUNCTIONS } from './entries/stepfunctions';
import type { InventoryEntry } from './model';

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
  ...SNS,
  ...SQS,
  ...STEP_FUNCTIONS,
};
