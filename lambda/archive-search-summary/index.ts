import { Logger } from '@aws-lambda-powertools/logger';
import { S3Client } from '@aws-sdk/client-s3';
import type { Context } from 'aws-lambda';
import { SearchRules } from '../../lib/core/archive-search/search-rules';
import { OWN_KEYS_VARIABLE } from '../../lib/core/inventory/tampering/own-keys';
import { SEARCH_SUMMARY_ENVIRONMENT } from '../../lib/core/settings/archive-search-settings';
import { expectEvent, SEARCH_EVENTS } from '../../lib/core/settings/expected-event';
import { CLIENT_OPTIONS } from '../aws/client-options';
import { confirming } from '../aws/confirming';
import { listKeys } from '../aws/s3/list-objects';
import { textStoreIn } from '../aws/s3/text-store';
import {
  type SummaryAnswer,
  type SummaryEvent,
  type SummaryPorts,
  summarizeSearch,
} from './summarize-search';

/** The maximum size of a text: the contributions of a batch in which every record counts. */
const MAX_BYTES = 256 * 1024 * 1024;

const settings = SEARCH_SUMMARY_ENVIRONMENT.decode(process.env);
const logger = new Logger({ serviceName: settings.searchName });
const s3 = confirming(new S3Client(CLIENT_OPTIONS));
const results = textStoreIn(s3, settings.resultsBucketName, MAX_BYTES);
const ports: SummaryPorts = {
  ...results,
  keys: (prefix) => listKeys(s3, settings.resultsBucketName, [prefix]),
  rules: new SearchRules({ ...results, ownKeys: process.env[OWN_KEYS_VARIABLE] }),
  nowMs: () => Date.now(),
};

/** The handler, called by Step Functions after every batch was tried. */
export async function handler(event: SummaryEvent, context: Context): Promise<SummaryAnswer> {
  expectEvent(event, SEARCH_EVENTS.sum);
  logger.addContext(context);
  const answer = await summarizeSearch(event, ports);
  logger.info('search summarized', { execution: event.execution, ...answer });
  return answer;
}
