import { CloudWatchLogsClient, DescribeLogGroupsCommand } from '@aws-sdk/client-cloudwatch-logs';
import { requestOptions } from '../../aws/s3-client';
import type { CommandIo } from '../../cli/command-io';
import { type AskedSession, sessionFor } from './asked-session';
import { learn, mapKnown } from './known';
import type { LiveLogGroup } from './live-estate';

/** A log group by its ARN, with or without `:*` at the end, as trails name it. */
export async function readLogGroup(
  logGroupArn: string,
  asker: {
    readonly sessions: readonly AskedSession[];
    readonly account: string;
    readonly wait: CommandIo['wait'];
  },
): Promise<LiveLogGroup> {
  const [, , , region = '', account = '', , name = ''] = logGroupArn.split(':');
  const { session, isOwner } = sessionFor(account, asker);
  const client = new CloudWatchLogsClient({
    ...{ region, credentials: session.credentials, maxAttempts: 1, requestHandler: requestOptions() },
  });
  const owner = isOwner ? '' : ` of account ${account}, which was not asked`;
  try {
    // Without its account, a log group of this name in the account of whoever asks would answer.
    const found = isOwner
      ? await learn(`log group ${name}`, {
          send: () => client.send(new DescribeLogGroupsCommand({ logGroupNamePrefix: name })),
          needs: 'logs:DescribeLogGroups',
          wait: asker.wait,
        })
      : { unknown: `log group ${name}${owner}: ask with a role of that account, too` };
    return {
      ...{ arn: logGroupArn.replace(/:\*$/, ''), name, account, region },
      group: mapKnown(found, ({ logGroups = [] }) =>
        logGroups.find(({ logGroupName }) => logGroupName === name),
      ),
    };
  } finally {
    client.destroy();
  }
}
