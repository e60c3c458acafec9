import { CloudWatchLogsClient, ListTagsForResourceCommand } from '@aws-sdk/client-cloudwatch-logs';
import { requestOptions } from '../../aws/s3-client';
import { learn } from '../posture/known';
import type { LiveLogGroup } from '../posture/live-estate';
import {
  type AdoptedResource,
  type Adopter,
  NotAdopted,
  need,
  toProperties,
  toTags,
} from './adopted-resource';

/** A log group that is there. */
export async function adoptLogGroup(
  { arn, name, account, region, group }: LiveLogGroup,
  { session, wait }: Adopter,
): Promise<readonly AdoptedResource[]> {
  const found = need(group);
  if (found === undefined) throw new NotAdopted('there is no such log group');
  const client = new CloudWatchLogsClient({
    ...{ region, credentials: session.credentials, maxAttempts: 1, requestHandler: requestOptions() },
  });
  try {
    const tags = await learn(`log group ${name}`, {
      send: () => client.send(new ListTagsForResourceCommand({ resourceArn: arn })),
      needs: 'logs:ListTagsForResource',
      wait,
    });
    const pairs = Object.entries(need(tags).tags ?? {}).map(([Key, Value]) => ({ Key, Value }));
    const properties = toProperties({
      LogGroupName: name,
      RetentionInDays: found.retentionInDays,
      KmsKeyId: found.kmsKeyId,
      LogGroupClass: found.logGroupClass,
      Tags: toTags(pairs),
    });
    return [
      {
        type: 'AWS::Logs::LogGroup',
        name: `LogGroup-${name}`,
        account,
        region,
        identifier: name,
        properties,
      },
    ];
  } finally {
    client.destroy();
  }
}
