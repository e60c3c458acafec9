import { Logger } from '@aws-lambda-powertools/logger';
import { S3Client } from '@aws-sdk/client-s3';
import type { Context } from 'aws-lambda';
import { MAX_RULES_BYTES } from '../../lib/core/archive-search/search-place';
import { SearchRules } from '../../lib/core/archive-search/search-rules';
import { OWN_KEYS_VARIABLE } from '../../lib/core/inventory/tampering/own-keys';
import { SEARCH_ENVIRONMENT } from '../../lib/core/settings/archive-search-settings';
import { expectEvent, SEARCH_EVENTS } from '../../lib/core/settings/expected-event';
import { CLIENT_OPTIONS } from '../aws/client-options';
import { confirming } from '../aws/confirming';
import { readArchive } from '../aws/s3/read-archive';
import { textStoreIn } from '../aws/s3/text-store';
import { outOfTimeSignal } from '../aws/time-budget';
import { type SearchEvent, type SearchPorts, searchBatch } from './search-batch';

/** The time that is reserved when no file is begun: for the response. Such a batch fails, and is retried. */
const RESERVE_MS = 5_000;

const settings = SEARCH_ENVIRONMENT.decode(process.env);
const logger = new Logger({ serviceName: settings.searchName });
const s3 = confirming(new S3Client(CLIENT_OPTIONS));
const { bucketName, maxLogFileBytes, resultsBucketName } = settings;
const results = textStoreIn(s3, resultsBucketName, MAX_RULES_BYTES);
const ports: Omit<SearchPorts, 'outOfTime' | 'readLogFile'> = {
  ...results,
  bucketName,
  maxLogFileBytes,
  rules: new SearchRules({ ...results, ownKeys: process.env[OWN_KEYS_VARIABLE] }),
};

/** The handler, called by Step Functions with every batch of a plan. */
export async function handler(event: SearchEvent, context: Context): Promise<Record<string, never>> {
  expectEvent(event, SEARCH_EVENTS.search);
  logger.addContext(context);
  const outOfTime = outOfTimeSignal(context, RESERVE_MS);
  const readLogFile = (key: string) => readArchive(s3, { bucket: bucketName, key }, { outOfTime });
  await searchBatch(event, { ...ports, readLogFile, outOfTime });
  logger.info('batch searched', { execution: event.execution, batch: event.batch });
  return {};
}
