import {
  type AliasListEntry,
  KMSClient,
  ListAliasesCommand,
  ListResourceTagsCommand,
} from '@aws-sdk/client-kms';
import { requestOptions } from '../../aws/s3-client';
import { learn } from '../posture/known';
import type { LiveKey } from '../posture/live-estate';
import {
  type AdoptedResource,
  type Adopter,
  NotAdopted,
  need,
  toProperties,
  toTags,
} from './adopted-resource';

/** A key of a customer, and its aliases. */
export async function adoptKey(
  { arn, account, region, metadata, rotation, policy }: LiveKey,
  { session, wait }: Adopter,
): Promise<readonly AdoptedResource[]> {
  const key = need(metadata);
  if (key.KeyManager === 'AWS') throw new NotAdopted('AWS manages it');
  if (key.MultiRegionConfiguration?.MultiRegionKeyType === 'REPLICA')
    throw new NotAdopted('it is the replica of a multi-Region key, which AWS::KMS::Key is not');
  if (key.KeyState !== 'Enabled' && key.KeyState !== 'Disabled')
    throw new NotAdopted(`its state is ${key.KeyState}`);
  const client = new KMSClient({
    ...{ region, credentials: session.credentials, maxAttempts: 1, requestHandler: requestOptions() },
  });
  const ask = <T>(needs: string, send: () => Promise<T>) =>
    learn(`key ${arn}`, { send, needs: `kms:${needs}`, wait });
  try {
    const [tags, aliases] = await Promise.all([
      ask('ListResourceTags', () => client.send(new ListResourceTagsCommand({ KeyId: arn }))),
      ask('ListAliases', () => client.send(new ListAliasesCommand({ KeyId: arn }))),
    ]);
    const isOwn = (key.Origin ?? 'AWS_KMS') === 'AWS_KMS';
    const { KeyRotationEnabled, RotationPeriodInDays } = isOwn ? need(rotation) : {};
    const { KeyPolicy, ...properties } = {
      ...toProperties({
        Description: key.Description || undefined,
        Enabled: key.KeyState === 'Enabled',
        EnableKeyRotation: KeyRotationEnabled,
        RotationPeriodInDays: KeyRotationEnabled === true ? RotationPeriodInDays : undefined,
        ...{ KeySpec: key.KeySpec, KeyUsage: key.KeyUsage, MultiRegion: key.MultiRegion },
        Origin: key.Origin === 'EXTERNAL' ? key.Origin : undefined,
        Tags: toTags(need(tags).Tags ?? []),
      }),
      KeyPolicy: JSON.parse(need(policy)),
    };
    const id = arn.split('/')[1] ?? '';
    const place = { account, region };
    return [
      {
        ...{ type: 'AWS::KMS::Key', name: `Key-${id}`, ...place, identifier: id },
        properties: { KeyPolicy, ...properties },
      },
      ...(need(aliases).Aliases ?? []).flatMap((alias) => toAlias(alias, id, place)),
    ];
  } finally {
    client.destroy();
  }
}

function toAlias(
  { AliasName = '' }: AliasListEntry,
  keyId: string,
  place: Pick<AdoptedResource, 'account' | 'region'>,
): readonly AdoptedResource[] {
  if (AliasName.startsWith('alias/aws/')) return [];
  return [
    {
      ...{ type: 'AWS::KMS::Alias', name: AliasName.replace('/', '-'), ...place, identifier: AliasName },
      properties: { AliasName, TargetKeyId: keyId },
    },
  ];
}
