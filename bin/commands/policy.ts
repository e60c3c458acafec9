import { toBucketStatements } from '../../lib/core/policy/bucket-statements';
import { findBrokenNameRules, type NameKind } from '../../lib/core/policy/guardrail/resource-names';
import { toKeyStatements } from '../../lib/core/policy/key-statements';
import type { PolicyStatementData } from '../../lib/core/policy/policy-statement-data';
import { toDeliveryTopicStatement } from '../../lib/core/policy/topic-statements';
import type { TrailCoordinates } from '../../lib/core/policy/trail-coordinates';
import { toVisibleJson } from '../../lib/core/safe-text/json-text';
import type { CommandIo } from '../cli/command-io';
import { UserError } from '../cli/user-error';

/** The options of `trailwatch policy …`, as the command line names them. */
export interface PolicyOptions {
  readonly trail: readonly string[];
  readonly organizationId?: string;
  readonly keyPrefix?: string;
}

/** What trails need of a bucket, by its name: the statements for its policy. */
export function bucketPolicy(bucketName: string, options: PolicyOptions, io: CommandIo): void {
  check('bucket name', bucketName);
  const trails = readTrails(options);
  const { keyPrefix } = options;
  if (keyPrefix !== undefined) check('key prefix', keyPrefix);
  const bucketArn = `arn:${trails[0].partition}:s3:::${bucketName}`;
  print(toBucketStatements({ bucketArn, ...(keyPrefix === undefined ? {} : { keyPrefix }) }, trails), io);
}

/** What trails need of a key: the statements for its policy. */
export function keyPolicy(options: PolicyOptions, io: CommandIo): void {
  print(toKeyStatements(readTrails(options)), io);
}

/** What trails need of a topic, by its ARN: the statement for its policy. */
export function topicPolicy(topicArn: string, options: PolicyOptions, io: CommandIo): void {
  if (!/^arn:aws[a-z-]*:sns:[a-z0-9-]+:\d{12}:[A-Za-z0-9_-]{1,256}$/.test(topicArn)) {
    throw new UserError(
      `'${topicArn}' is not the ARN of a topic, such as arn:aws:sns:eu-west-1:111122223333:trail`,
    );
  }
  print([toDeliveryTopicStatement(topicArn, readTrails(options))], io);
}

function print(statements: readonly PolicyStatementData[], { stdout }: CommandIo): void {
  stdout.write(
    `${toVisibleJson(JSON.stringify({ Version: '2012-10-17', Statement: statements }, undefined, 2))}\n`,
  );
}

function readTrails({
  trail,
  organizationId,
}: PolicyOptions): readonly [TrailCoordinates, ...TrailCoordinates[]] {
  if (organizationId !== undefined) check('organization id', organizationId);
  const [first, ...others] = trail.map((arn) => readTrail(arn, organizationId));
  if (first === undefined) throw new UserError('name each trail that delivers there: --trail ARN');
  return [first, ...others];
}

function readTrail(arn: string, organizationId: string | undefined): TrailCoordinates {
  const [, partition, homeRegion, ownerAccount, trailName] =
    /^arn:(aws[a-z-]*):cloudtrail:([a-z0-9-]+):(\d{12}):trail\/(.+)$/.exec(arn) ?? [];
  if (!partition || !homeRegion || !ownerAccount || !trailName) {
    throw new UserError(
      `--trail '${arn}' is not the ARN of a trail, such as arn:aws:cloudtrail:eu-west-1:111122223333:trail/audit`,
    );
  }
  check('Region', homeRegion);
  check('trail name', trailName);
  return {
    partition,
    homeRegion,
    ownerAccount,
    trailName,
    ...(organizationId === undefined ? {} : { organizationId }),
  };
}

function check(kind: NameKind, name: string): void {
  const broken = findBrokenNameRules(kind, name);
  if (broken.length > 0) throw new UserError(`'${name}' is not a valid ${kind}: ${broken.join('; ')}`);
}
