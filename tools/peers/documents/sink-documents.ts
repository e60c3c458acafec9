import fc from 'fast-check';
import { readBuiltInFiles } from '../../../bin/generators/built-in-rules';
import { toAlert } from '../../../lib/core/alert/from-record/to-alert';
import { type Notice, toNotice } from '../../../lib/core/alert/sink/notice';
import { toEvent } from '../../../lib/core/alert/sink/to-event';
import { toRequestEvent } from '../../../lib/core/alert/sink/to-request';
import { toSecurityFinding } from '../../../lib/core/alert/sink/to-security-finding';
import { toStreamRecord } from '../../../lib/core/alert/sink/to-stream-record';
import { sampleAlert } from '../../../test/core/alert/sample-alert';
import { arbitraryNotice, deliveryOf, noticeOf } from '../../../test/core/alert/sink/arbitrary-notice';

/** A document, and the published schema that it must keep to. */
export interface DocumentCase {
  /** A class of a version of OCSF, such as `ocsf/1.3.0/detection_finding`, or an operation of an API of AWS, such as `securityhub/BatchImportFindings`. */
  readonly schema: string;
  readonly document: object;
}

const ACCOUNT = '044455556666';
const PLACE = {
  productArn: `arn:aws:securityhub:eu-west-1:${ACCOUNT}:product/${ACCOUNT}/default`,
  accountId: ACCOUNT,
};

/** How many records of each rule become alerts, and how many hostile messages there are besides. */
const RECORDS_A_RULE = 2;
const HOSTILE_NOTICES = 200;
const SEED = 18;

/** As much as a message of SNS holds. */
const LARGEST_RECORD = 'x'.repeat(250 * 1024);

/** What every sink sends for every notice. */
export function sinkDocuments(): readonly DocumentCase[] {
  return sampleNotices().flatMap(documentsOf);
}

/** The alerts of the examples of every rule, hostile texts, and the largest alert. */
function sampleNotices(): readonly Notice[] {
  const ofRules = readBuiltInFiles().flatMap(({ parsed }) =>
    parsed.rules.flatMap(({ rule, examples }) =>
      examples.matching.slice(0, RECORDS_A_RULE).map(({ record }) => {
        const alert = toAlert(rule, record, { route: 'log-file', source: {} });
        return toNotice(deliveryOf(JSON.stringify(alert), rule), { kind: 'trailwatch' });
      }),
    ),
  );
  const record = { ...sampleAlert().record, requestParameters: { text: LARGEST_RECORD } };
  return [
    ...ofRules,
    ...fc.sample(arbitraryNotice, { numRuns: HOSTILE_NOTICES, seed: SEED }),
    noticeOf({ ...sampleAlert(), record }),
    noticeOf({
      ...sampleAlert(),
      sourceLocation: { country: 'DE', asNumber: 64501, asOrganization: 'Example' },
    }),
  ];
}

function documentsOf(notice: Notice): readonly DocumentCase[] {
  const finding = toSecurityFinding(notice, PLACE);
  const events = [toEvent(notice), toRequestEvent(notice, { kind: 'alert' })];
  const records = ['alert', 'ocsf'].map((format) => toStreamRecord(notice, format));
  return [
    { schema: 'ocsf/1.3.0/detection_finding', document: toStreamRecord(notice, 'ocsf') },
    { schema: 'securityhub/BatchImportFindings', document: { Findings: [finding] } },
    ...events.map(({ source, detailType, detail }) => ({
      schema: 'events/PutEvents',
      document: { Entries: [{ Source: source, DetailType: detailType, Detail: JSON.stringify(detail) }] },
    })),
    ...records.map((document) => ({
      schema: 'firehose/PutRecord',
      document: { DeliveryStreamName: 'findings', Record: { Data: `${JSON.stringify(document)}\n` } },
    })),
  ];
}
