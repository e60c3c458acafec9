import { toBucketStatements } from '../../../lib/core/policy/bucket-statements';
import { findBrokenNameRules, type NameKind } from '../../../lib/core/policy/guardrail/resource-names';
import { toKeyStatements } from '../../../lib/core/policy/key-statements';
import { RECORD_FOLDERS, toLogKeyPatterns } from '../../../lib/core/policy/log-key-patterns';
import type { PolicyStatementData } from '../../../lib/core/policy/policy-statement-data';
import {
  letNamedReaders,
  type NamedReaders,
  toDecryptThroughS3Statement,
  toGetStatement,
} from '../../../lib/core/policy/reader-statements';
import { toDeliveryTopicStatements } from '../../../lib/core/policy/topic-statements';
import { ANY_ACCOUNT, type TrailCoordinates } from '../../../lib/core/policy/trail-coordinates';
import { partitionOf, urlSuffixOf } from '../../../lib/core/record/region';
import { toVisibleJson } from '../../../lib/core/safe-text/printable';
import type { CommandIo } from '../../cli/command-io';
import { MissingArgument, UserError } from '../../cli/user-error';

const LIST_ACTIONS = ['s3:ListBucket', 's3:ListBucketVersions'];

/** The options of `trailwatch trails policy …`, as the command line names them. */
export interface PolicyOptions {
  readonly trail?: readonly string[];
  readonly organizationId?: string;
  readonly keyPrefix?: string;
  /** ARNs of roles in other accounts that read the archive, in which `*` matches any text. */
  readonly reader?: readonly string[];
}

/** Prints the statements that trails need in the policy of a bucket, by its name. */
export function bucketPolicy(bucketName: string, options: PolicyOptions, io: CommandIo): void {
  check('bucket name', bucketName);
  const trails = readTrails(options);
  checkOwner(trails);
  checkPartition(trails[0].partition, options.reader);
  const { keyPrefix } = options;
  if (keyPrefix !== undefined) check('key prefix', keyPrefix);
  const bucketArn = `arn:${trails[0].partition}:s3:::${bucketName}`;
  const archive = { bucketArn, ...(keyPrefix === undefined ? {} : { keyPrefix }) };
  const folders = [...RECORD_FOLDERS, 'CloudTrail-Digest'] as const;
  const patterns = toLogKeyPatterns({ ...(keyPrefix === undefined ? {} : { keyPrefix }), trails, folders });
  // Without a condition on the prefix: S3 reports a missing object only to callers that may list the bucket.
  const list = { Effect: 'Allow', Action: LIST_ACTIONS, Resource: bucketArn } as const;
  const reading = readersOf(options).flatMap((readers) => [
    letNamedReaders(toGetStatement(archive, patterns), readers),
    letNamedReaders(list, readers),
  ]);
  print([...toBucketStatements(archive, trails), ...reading], io);
}

/** Prints the statements that trails need in the policy of a key. */
export function keyPolicy(options: PolicyOptions, io: CommandIo): void {
  const trails = readTrails(options);
  checkPartition(trails[0].partition, options.reader);
  const reading = readersOf(options).map((readers) => {
    const service = `s3.*.${urlSuffixOf(readers.partition)}`;
    const { Condition: _, ...decrypt } = toDecryptThroughS3Statement(service);
    return letNamedReaders({ ...decrypt, Condition: { StringLike: { 'kms:ViaService': service } } }, readers);
  });
  print([...toKeyStatements(trails), ...reading], io);
}

/** Prints the statement that trails need in the policy of a topic, by its ARN. */
export function topicPolicy(topicArn: string, options: PolicyOptions, io: CommandIo): void {
  if (!/^arn:aws[a-z-]*:sns:[a-z0-9-]+:\d{12}:[A-Za-z0-9_-]{1,256}$/.test(topicArn)) {
    throw new UserError(
      `'${topicArn}' is not the ARN of a topic, such as arn:aws:sns:eu-west-1:111122223333:trail`,
    );
  }
  const trails = readTrails(options);
  checkPartition(trails[0].partition, [topicArn]);
  print(toDeliveryTopicStatements(topicArn, trails), io);
}

/** The readers by account. */
function readersOf({ reader = [], organizationId }: PolicyOptions): readonly NamedReaders[] {
  const byAccount = new Map<string, NamedReaders & { readonly roleArns: string[] }>();
  for (const arn of reader) {
    const [, partition, account] = /^arn:(aws[a-z-]*):iam::(\d{12}):role\/[\w+=,.@/*-]+$/.exec(arn) ?? [];
    if (partition === undefined || account === undefined) {
      throw new UserError(
        `--reader '${arn}' is not the ARN of a role, such as arn:aws:iam::111122223333:role/Audit-*; the account must be there`,
      );
    }
    const known = byAccount.get(account);
    if (known !== undefined) known.roleArns.push(arn);
    else
      byAccount.set(account, {
        ...{ partition, account, roleArns: [arn] },
        ...(organizationId === undefined ? {} : { organizationId }),
      });
  }
  return [...byAccount.values()];
}

function print(statements: readonly PolicyStatementData[], { stdout }: CommandIo): void {
  stdout.write(
    `${toVisibleJson(JSON.stringify({ Version: '2012-10-17', Statement: statements }, undefined, 2))}\n`,
  );
}

function readTrails({
  trail = [],
  organizationId,
}: PolicyOptions): readonly [TrailCoordinates, ...TrailCoordinates[]] {
  if (organizationId !== undefined) check('organization id', organizationId);
  const [first, ...others] = trail.map((arn) => readTrail(arn, organizationId));
  if (first === undefined) throw new MissingArgument('name each trail that delivers there: --trail ARN');
  checkPartition(first.partition, trail);
  checkPartition(partitionOf(first.homeRegion), trail);
  return [first, ...others];
}

/** An organization has one management account: the trail of another account would be let into the folder of all accounts. */
function checkOwner([first, ...others]: readonly [TrailCoordinates, ...TrailCoordinates[]]): void {
  const other = others.find(({ ownerAccount }) => ownerAccount !== first.ownerAccount);
  if (other === undefined || (first.organizationId ?? first.membersOf) === undefined) return;
  throw new UserError(
    `--organization-id is for trails of one management account, and the trails are of '${first.ownerAccount}' and ` +
      `'${other.ownerAccount}'; run the command once for each account, with --organization-id only for the management account`,
  );
}

/** Partitions share no principals and no resources: a statement that names what is of two of them never applies. */
function checkPartition(partition: string, arns: readonly string[] = []): void {
  const other = arns.find((arn) => arn.startsWith('arn:') && arn.split(':')[1] !== partition);
  if (other === undefined) return;
  throw new UserError(
    `'${other}' is not of the partition '${partition}' of the first trail; name resources of one partition`,
  );
}

function readTrail(arn: string, organizationId: string | undefined): TrailCoordinates {
  const [, partition, homeRegion, ownerAccount, trailName] =
    /^arn:(aws[a-z-]*):cloudtrail:([a-z0-9-]+):(\d{12}|\*):trail\/(.+)$/.exec(arn) ?? [];
  if (!partition || !homeRegion || !ownerAccount || !trailName) {
    throw new UserError(
      `--trail '${arn}' is not the ARN of a trail, such as arn:aws:cloudtrail:eu-west-1:111122223333:trail/audit`,
    );
  }
  if (ownerAccount === ANY_ACCOUNT && organizationId === undefined) {
    throw new UserError(
      `--trail '${arn}' is of every account; name their organization with --organization-id, or each account in an ARN`,
    );
  }
  check('Region', homeRegion);
  check('trail name', trailName);
  return {
    partition,
    homeRegion,
    ownerAccount,
    trailName,
    ...(organizationId === undefined
      ? {}
      : { [ownerAccount === ANY_ACCOUNT ? 'membersOf' : 'organizationId']: organizationId }),
  };
}

function check(kind: NameKind, name: string): void {
  const broken = findBrokenNameRules(kind, name);
  if (broken.length > 0) throw new UserError(`'${name}' is not a valid ${kind}: ${broken.join('; ')}`);
}
