import { type App, Stack } from 'aws-cdk-lib';
import { Key } from 'aws-cdk-lib/aws-kms';
import { AlertTopic, AuditTrail, LogArchive, LogProcessor, TrailLogGroup } from '../../lib/index';
import { ACCOUNT, oneRule, REGION, TRAIL } from '../constructs/synthesize';

/** A stack with a trail, its log group under a key, its archive, and a log processor with one rule. */
export function watchedTrail(app: App, stackName: string) {
  const stack = new Stack(app, stackName, { env: { account: ACCOUNT, region: REGION } });
  const archive = new LogArchive(stack, 'Archive', { trails: [TRAIL] });
  const encryptionKey = new Key(stack, 'LogKey', { enableKeyRotation: true });
  const cloudWatchLogs = TrailLogGroup.create({ encryptionKey });
  const trail = new AuditTrail(stack, 'Trail', { identity: TRAIL, archive, cloudWatchLogs });
  const alertTopic = new AlertTopic(stack, 'Alerts', { emails: ['security@example.com'] });
  const processor = new LogProcessor(stack, 'Processor', { archive, alertTopic, rules: oneRule() });
  return { stack, trail, archive, alertTopic, processor };
}
