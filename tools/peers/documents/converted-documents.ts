import { readRulesWithExamples } from '../../../bin/generators/built-in-rules';
import type { JsonObject } from '../../../lib/core/json/json-value';
import { toOcsfEvents } from '../../../test/core/query/ocsf-events';
import type { DocumentCase } from './sink-documents';

/** The version that docs/investigate/query.md promises; another one is a breaking change. */
const VERSION = '1.5.0';

const CLASSES: Readonly<Record<string, string>> = {
  6003: 'api_activity',
  3002: 'authentication',
  3001: 'account_change',
};

/** What a record may lack, or have in another form. */
const CHANGES: readonly JsonObject[] = [
  {},
  { userIdentity: null, requestID: null, userAgent: null },
  { userIdentity: { type: 'AWSService', invokedBy: 'config.amazonaws.com' }, recipientAccountId: null },
  { sourceIPAddress: null, eventTime: null, eventID: null, requestID: null },
  { sourceIPAddress: '2001:db8::7', eventTime: 1_795_172_400, vpcEndpointId: 'vpce-1' },
  { sourceIPAddress: '1:2:3::4:5:6:7:8', resources: 'none', requestParameters: 'text', responseElements: [] },
  {
    ...{ sourceIPAddress: '999.1.1.1', resources: [{ accountId: '111122223333' }, 'x', { ARN: 7 }] },
    ...{ eventVersion: 1.11, requestParameters: { userName: { a: 1 }, roleArn: [] } },
  },
];

/** What `trailwatch convert --ocsf` writes of the examples of all rules, whole and changed. */
export async function convertedDocuments(): Promise<readonly DocumentCase[]> {
  const records = readRulesWithExamples()
    .flatMap(({ examples }) => [...examples.matching, ...examples.ignored])
    .map(({ record }) => record)
    .filter(({ eventName }) => typeof eventName === 'string');
  const events = await toOcsfEvents(
    CHANGES.flatMap((change) => records.map((record) => ({ ...record, ...change }))),
  );
  return events.map((document) => ({
    schema: `ocsf/${VERSION}/${CLASSES[String(document.class_uid)]}`,
    document,
  }));
}
