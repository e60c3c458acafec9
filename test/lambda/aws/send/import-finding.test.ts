import { FirehoseClient, PutRecordCommand } from '@aws-sdk/client-firehose';
import { BatchImportFindingsCommand, SecurityHubClient } from '@aws-sdk/client-securityhub';
import { mockClient } from 'aws-sdk-client-mock';
import { importFinding } from '../../../../lambda/aws/send/import-finding';
import { putRecord } from '../../../../lambda/aws/send/put-record';
import { toSecurityFinding } from '../../../../lib/core/alert/sink/to-security-finding';
import {
  FINDING_SINK_ENVIRONMENT,
  RECORD_SINK_ENVIRONMENT,
} from '../../../../lib/core/settings/sink-settings';
import { noticeOf } from '../../../core/alert/sink/arbitrary-notice';

const PLACE = {
  productArn: 'arn:aws:securityhub:eu-west-1:044455556666:product/044455556666/default',
  accountId: '044455556666',
};
const FINDING = toSecurityFinding(noticeOf(), PLACE);
const COMMON = { sinkName: 'Sink', originKeyArns: 'arn:a', maxReceiveCount: 5 };

describe('a finding', () => {
  const hub = mockClient(SecurityHubClient);
  beforeEach(() => hub.reset());

  test('is imported', async () => {
    hub.on(BatchImportFindingsCommand).resolves({ FailedCount: 0, SuccessCount: 1 });
    await importFinding(new SecurityHubClient({}), FINDING);
    expect(hub.call(0).args[0].input).toEqual({ Findings: [FINDING] });
  });

  test('that Security Hub did not take is an error, although the call succeeded', async () => {
    hub.on(BatchImportFindingsCommand).resolves({
      FailedCount: 1,
      SuccessCount: 0,
      FailedFindings: [{ Id: FINDING.Id, ErrorCode: 'InvalidInput', ErrorMessage: 'no such product' }],
    });
    await expect(importFinding(new SecurityHubClient({}), FINDING)).rejects.toThrow(
      'Security Hub did not take the finding: InvalidInput no such product',
    );
  });

  test('whose call fails is an error', async () => {
    hub.on(BatchImportFindingsCommand).rejects(new Error('InvalidAccessException'));
    await expect(importFinding(new SecurityHubClient({}), FINDING)).rejects.toThrow('InvalidAccessException');
  });
});

test('a record is one line of JSON', async () => {
  const firehose = mockClient(FirehoseClient).on(PutRecordCommand).resolves({ RecordId: '1' });
  await putRecord(new FirehoseClient({}), 'findings', { text: 'two\nlines' });
  const { DeliveryStreamName, Record } = firehose.call(0).args[0].input as PutRecordCommand['input'];
  expect([DeliveryStreamName, Buffer.from(Record?.Data ?? []).toString()]).toEqual([
    'findings',
    '{"text":"two\\nlines"}\n',
  ]);
});

test('settings are read as they are written', () => {
  const findings = { ...COMMON, ...PLACE };
  expect(FINDING_SINK_ENVIRONMENT.decode(FINDING_SINK_ENVIRONMENT.encode(findings))).toEqual(findings);
  const records = { ...COMMON, streamName: 'findings', format: 'ocsf' };
  expect(RECORD_SINK_ENVIRONMENT.decode(RECORD_SINK_ENVIRONMENT.encode(records))).toEqual(records);
});
