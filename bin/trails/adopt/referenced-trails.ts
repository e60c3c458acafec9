import { DescribeOrganizationCommand, OrganizationsClient } from '@aws-sdk/client-organizations';
import { toJsonText } from '../../../lib/core/safe-text/printable';
import { requestOptions } from '../../aws/s3-client';
import { type Known, learn } from '../../places/ask-place';
import type { AskedSession } from '../posture/asked-session';
import type { LiveBucket, LiveTrail } from '../posture/live-estate';
import { freeId, toLogicalId } from './adopted-app';
import type { Adopter } from './adopted-resource';

/** Whether Control Tower made a trail, bucket or log group, by its name. */
export function isOfControlTower(name: string): boolean {
  return /^aws-controltower[-/]/.test(name);
}

/** A trail that stays with its owner, the bucket that it delivers to, and its organization. */
export interface ReferencedTrail {
  readonly trail: LiveTrail;
  readonly bucket: Pick<LiveBucket, 'name' | 'account' | 'region'>;
  /** Of the trail of an organization. */
  readonly organizationId?: string;
}

/** The id of the organization of an account. */
export function readOrganizationId(
  { credentials, places: [place] }: AskedSession,
  { wait }: Pick<Adopter, 'wait'>,
): Promise<Known<string>> {
  const client = new OrganizationsClient({
    ...{ credentials, maxAttempts: 1, requestHandler: requestOptions() },
    ...(place === undefined ? {} : { region: place.region }),
  });
  const send = async () => (await client.send(new DescribeOrganizationCommand({}))).Organization?.Id ?? '';
  return learn('the organization', { send, needs: 'organizations:DescribeOrganization', wait }).finally(() =>
    client.destroy(),
  );
}

/** The app that works beside the trails: a stack for each, in the account and Region of its bucket. */
export function renderReferences(trails: readonly ReferencedTrail[]): string {
  const taken: Record<string, true> = {};
  const stacks = trails.map((one, index) => {
    const name = freeId(`Trailwatch-${toLogicalId(one.trail.name)}`, taken);
    taken[name] = true;
    return renderStack(name, one, `stack${index + 1}`);
  });
  return [
    '// Written by trailwatch trails --adopt: detection beside trails that stay with their owners. README.md has the steps.',
    `import { App, aws_kms as kms, aws_logs as logs, aws_s3 as s3, Stack } from 'aws-cdk-lib';`,
    `import { AuditTrail, LandingZone, LogArchive, TrailIdentity, TrailKey, Trailwatch } from 'cdk-trailwatch';`,
    '',
    'const app = new App();',
    ...stacks,
    '',
  ].join('\n');
}

function renderStack(name: string, one: ReferencedTrail, stack: string): string {
  const { account, region } = one.bucket;
  return `
const ${stack} = new Stack(app, ${toJsonText(name)}, { env: ${renderProps({ account, region })} });
new Trailwatch(${stack}, 'Trailwatch', { trail: ${renderTrail(one, stack)} });`;
}

function renderTrail(one: ReferencedTrail, stack: string): string {
  const zone = landingZoneOf(one);
  return zone === undefined ? renderOther(one, stack) : `${zone}.trail(${stack}, 'Trail')`;
}

/** The landing zone, if the names are those that it gives. */
function landingZoneOf({ trail, bucket, organizationId }: ReferencedTrail): string | undefined {
  if (organizationId === undefined || bucket.region !== trail.region) return undefined;
  const { KmsKeyId: keyArn, CloudWatchLogsLogGroupArn } = trail.described;
  const [, , , logRegion, logAccount, , logGroupName] = CloudWatchLogsLogGroupArn?.split(':') ?? [];
  // The log group of a delegated administrator is not where that of a landing zone is.
  if (logGroupName !== undefined && (logAccount !== trail.account || logRegion !== trail.region))
    return undefined;
  const props = {
    ...{ homeRegion: trail.region, managementAccount: trail.account, logArchiveAccount: bucket.account },
    ...{ organizationId, bucketName: bucket.name, keyArn, logGroupName },
  };
  if (trail.name === 'aws-controltower-BaselineCloudTrail' && trail.described.S3KeyPrefix === organizationId)
    return `LandingZone.controlTower(${renderProps(props)})`;
  const acceleratorPrefix = /^(.+)-Organizations-CloudTrail$/.exec(trail.name)?.[1];
  if (acceleratorPrefix === undefined || trail.described.S3KeyPrefix !== 'cloudtrail-organization')
    return undefined;
  return `LandingZone.accelerator(${renderProps({ ...props, acceleratorPrefix })})`;
}

function renderOther({ trail, bucket, organizationId }: ReferencedTrail, stack: string): string {
  const { name: trailName, region: homeRegion, account, described } = trail;
  const identity =
    organizationId === undefined
      ? `TrailIdentity.account(${renderProps({ trailName, homeRegion, ownerAccount: account })})`
      : `TrailIdentity.organization(${renderProps({ trailName, homeRegion, managementAccount: account, organizationId })})`;
  const { name: bucketName, ...place } = bucket;
  const imported = `s3.Bucket.fromBucketAttributes(${stack}, 'Bucket', ${renderProps({ bucketName, ...place })})`;
  const shared = 'trails: [identity], policyManagedElsewhere: true';
  const key =
    described.KmsKeyId === undefined
      ? ''
      : `
      encryptionKey: TrailKey.fromKey(${stack}, 'Key', {
        key: kms.Key.fromKeyArn(${stack}, 'ImportedKey', ${toJsonText(described.KmsKeyId)}),
        ${shared},
      }),`;
  const prefix =
    described.S3KeyPrefix === undefined ? '' : `\n      keyPrefix: ${toJsonText(described.S3KeyPrefix)},`;
  const { CloudWatchLogsLogGroupArn: logGroupArn } = described;
  const logGroup =
    logGroupArn === undefined
      ? ''
      : `\n    logGroup: logs.LogGroup.fromLogGroupArn(${stack}, 'LogGroup', ${toJsonText(logGroupArn)}),`;
  return `((identity) => AuditTrail.fromTrailAttributes(${stack}, 'Trail', {
    identity,
    archive: LogArchive.fromBucket(${stack}, 'Archive', {
      bucket: ${imported},
      ${shared},${prefix}${key}
    }),${logGroup}
  }))(${identity})`;
}

/** Properties as TypeScript, without those that are absent. */
function renderProps(props: Readonly<Record<string, string | undefined>>): string {
  const members = Object.entries(props).flatMap(([name, value]) =>
    value === undefined ? [] : [`${name}: ${toJsonText(value)}`],
  );
  return `{ ${members.join(', ')} }`;
}
