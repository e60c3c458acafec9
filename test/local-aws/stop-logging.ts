import { LOCAL_ACCOUNT } from './start-local-aws';
import type { TemplateValue } from './template';

/** A record on its way. */
export type LocalRecord = Record<string, TemplateValue>;

/** The record of a call of StopLogging, with changes; two minutes ago if they give no time. */
export function stopLogging(eventID: string, changes: LocalRecord = {}): LocalRecord {
  return {
    eventVersion: '1.11',
    userIdentity: { type: 'IAMUser', userName: 'mallory', arn: `arn:aws:iam::${LOCAL_ACCOUNT}:user/mallory` },
    eventTime: new Date(Date.now() - 120_000).toISOString().replace(/\.\d+Z$/, 'Z'),
    eventSource: 'cloudtrail.amazonaws.com',
    eventName: 'StopLogging',
    awsRegion: 'us-east-1',
    sourceIPAddress: '198.51.100.7',
    eventID,
    eventType: 'AwsApiCall',
    eventCategory: 'Management',
    recipientAccountId: LOCAL_ACCOUNT,
    ...changes,
  };
}
