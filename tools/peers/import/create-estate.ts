import { CreateTrailCommand, StartLoggingCommand } from '@aws-sdk/client-cloudtrail';
import { CreateLogGroupCommand } from '@aws-sdk/client-cloudwatch-logs';
import { CreateKeyCommand } from '@aws-sdk/client-kms';
import { CreateBucketCommand, PutBucketPolicyCommand } from '@aws-sdk/client-s3';
import type { Emulator } from '../emulator/start-emulator';

const POLICY = {
  Version: '2012-10-17',
  Statement: [
    {
      Effect: 'Allow',
      Principal: { Service: 'cloudtrail.amazonaws.com' },
      Action: ['s3:GetBucketAcl', 's3:PutObject'],
      Resource: ['arn:aws:s3:::company-logs', 'arn:aws:s3:::company-logs/*'],
    },
  ],
};

/** An account with a trail that logs, as a console makes it, and the bucket of `cdk bootstrap`. Gives the id of the key. */
export async function createEstate({ cloudTrail, kms, logs, s3 }: Emulator): Promise<string> {
  const CreateBucketConfiguration = { LocationConstraint: 'eu-west-1' } as const;
  for (const Bucket of [
    'company-logs',
    'company-access-logs',
    'cdk-hnb659fds-assets-111122223333-eu-west-1',
  ]) {
    await s3.send(new CreateBucketCommand({ Bucket, CreateBucketConfiguration }));
  }
  await s3.send(new PutBucketPolicyCommand({ Bucket: 'company-logs', Policy: JSON.stringify(POLICY) }));
  await logs.send(new CreateLogGroupCommand({ logGroupName: 'company-trail' }));
  const { KeyMetadata } = await kms.send(new CreateKeyCommand({}));
  await cloudTrail.send(new CreateTrailCommand({ Name: 'company', S3BucketName: 'company-logs' }));
  await cloudTrail.send(new StartLoggingCommand({ Name: 'company' }));
  return KeyMetadata?.KeyId ?? '';
}
