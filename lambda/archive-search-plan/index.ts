import { readFileSync } from 'node:fs';
import { Logger } from '@aws-lambda-powertools/logger';
import { S3Client } from '@aws-sdk/client-s3';
import type { Context } from 'aws-lambda';
import { MAX_RULES_BYTES } from '../../lib/core/archive-search/search-place';
import { SearchRules } from '../../lib/core/archive-search/search-rules';
import { OWN_KEYS_VARIABLE } from '../../lib/core/inventory/tampering/own-keys';
import { SEARCH_PLAN_ENVIRONMENT } from '../../lib/core/settings/archive-search-settings';
import { expectEvent, SEARCH_EVENTS } from '../../lib/core/settings/expected-event';
import { CLIENT_OPTIONS } from '../aws/client-options';
import { confirming } from '../aws/confirming';
import { listFolders, listObjects } from '../aws/s3/list-objects';
import { textStoreIn } from '../aws/s3/text-store';
import { outOfTimeSignal } from '../aws/time-budget';
import { type PlanEvent, type PlanPorts, type PlanProgress, planSearch } from './plan-search';

/** The time that is reserved when no new work begins: for the response, and the batches that are being written. */
const RESERVE_MS = 60_000;

const settings = SEARCH_PLAN_ENVIRONMENT.decode(process.env);
const logger = new Logger({ serviceName: settings.searchName });
const s3 = confirming(new S3Client(CLIENT_OPTIONS));
const { bucketName, root, resultsBucketName } = settings;
const results = textStoreIn(s3, resultsBucketName, MAX_RULES_BYTES);
const ports: Omit<PlanPorts, 'outOfTime'> = {
  ...results,
  root,
  subfolders: (prefix) => listFolders(s3, bucketName, prefix),
  objects: (prefix, startAfter) => listObjects(s3, bucketName, prefix, startAfter),
  deployedRules: () => readFileSync(settings.rulesFile, 'utf8'),
  rules: new SearchRules({ ...results, ownKeys: process.env[OWN_KEYS_VARIABLE] }),
};

/** The handler, called by Step Functions until all is planned. */
export async function handler(event: PlanEvent, context: Context): Promise<PlanProgress> {
  expectEvent(event, SEARCH_EVENTS.plan);
  logger.addContext(context);
  const outOfTime = outOfTimeSignal(context, RESERVE_MS);
  const progress = await planSearch(event, { ...ports, outOfTime });
  logger.info('search planned', { execution: event.execution, ...progress });
  return progress;
}
