import { gzipSync } from 'node:zlib';
import type { Condition } from '../../../lib/core/rule/condition';
import type { Rule } from '../../../lib/core/rule/rule';

const ACCOUNT = '111122223333';

/** A record of `StopLogging`, which the test rule matches, or of what else `changes` make of it. */
export function record(eventID: string, changes: Record<string, unknown> = {}): Record<string, unknown> {
  return {
    eventVersion: '1.11',
    userIdentity: { type: 'IAMUser', userName: 'mallory', arn: `arn:aws:iam::${ACCOUNT}:user/mallory` },
    eventTime: '2026-11-20T02:55:10Z',
    eventSource: 'cloudtrail.amazonaws.com',
    eventName: 'StopLogging',
    awsRegion: 'eu-west-1',
    sourceIPAddress: '198.51.100.7',
    eventID,
    eventType: 'AwsApiCall',
    eventCategory: 'Management',
    recipientAccountId: ACCOUNT,
    ...changes,
  };
}

/** A record that no test rule matches. */
export function noise(eventID: string): Record<string, unknown> {
  return record(eventID, { eventName: 'DescribeTrails' });
}

/** A log file as CloudTrail writes it. */
export function logFile(records: readonly unknown[]): Buffer {
  return gzipSync(JSON.stringify({ Records: records }));
}

/** A key as CloudTrail names its files. */
export function logKey(unique: string): string {
  return `AWSLogs/${ACCOUNT}/CloudTrail/eu-west-1/2026/11/20/${ACCOUNT}_CloudTrail_eu-west-1_20261120T0300Z_${unique.padEnd(16, 'x')}.json.gz`;
}

/** A rule that matches one event name. */
export function ruleOn(eventName: string, id = `rule-${eventName}`): Rule {
  const condition: Condition = { kind: 'equals', field: 'eventName', values: [eventName], cased: false };
  return {
    id,
    name: id,
    title: `${eventName} was called`,
    description: '',
    severity: 'high',
    tags: ['attack.t1562.008'],
    falsePositives: [],
    references: [],
    author: '',
    status: 'stable',
    firstSteps: [],
    condition,
  };
}
