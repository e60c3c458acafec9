import {
  DescribeKeyCommand,
  GetKeyPolicyCommand,
  GetKeyRotationStatusCommand,
  KMSClient,
} from '@aws-sdk/client-kms';
import { requestOptions } from '../../aws/s3-client';
import type { CommandIo } from '../../cli/command-io';
import { type AskedSession, sessionFor } from './asked-session';
import { type Known, learn, mapKnown } from './known';
import type { LiveKey } from './live-estate';

/** The settings of a key, by its ARN; `asker` asks where the account of the key is none of those that are asked. */
export async function readKey(
  arn: string,
  asker: {
    readonly sessions: readonly AskedSession[];
    readonly account: string;
    readonly wait: CommandIo['wait'];
  },
): Promise<LiveKey> {
  const [, , , region = '', account = ''] = arn.split(':');
  const { session, isOwner } = sessionFor(account, asker);
  const client = new KMSClient({
    ...{ region, credentials: session.credentials, maxAttempts: 1, requestHandler: requestOptions() },
  });
  const owner = isOwner ? '' : ` of account ${account}, which was not asked`;
  const ask = <T>(needs: string, send: () => Promise<T>): Promise<Known<T>> =>
    learn(`key ${arn}${owner}`, { send, needs: `kms:${needs}`, wait: asker.wait });
  try {
    const [metadata, rotation, policy] = await Promise.all([
      ask('DescribeKey', () => client.send(new DescribeKeyCommand({ KeyId: arn }))),
      ask('GetKeyRotationStatus', () => client.send(new GetKeyRotationStatusCommand({ KeyId: arn }))),
      ask('GetKeyPolicy', () => client.send(new GetKeyPolicyCommand({ KeyId: arn, PolicyName: 'default' }))),
    ]);
    return {
      ...{ arn, account, region },
      metadata: mapKnown(metadata, ({ KeyMetadata = { KeyId: arn } }) => KeyMetadata),
      rotation,
      policy: mapKnown(policy, ({ Policy = '' }) => Policy),
    };
  } finally {
    client.destroy();
  }
}
