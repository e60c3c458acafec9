import { Stack, Token } from 'aws-cdk-lib';
import type { Construct, IConstruct } from 'constructs';
import { LogReaderRole } from './access/log-reader-role';
import type { ILogArchive } from './archive/log-archive-interface';
import { errorAt } from './preflight/construct-error';
import type { TrailwatchProps } from './trailwatch-props';

const OF_ARCHIVE = [
  ...([
    'bucketName',
    'deployedBucketName',
    'keyPrefix',
    'encryptionKey',
    'encryption',
    'lifecycleRules',
  ] as const),
  ...(['objectLock', 'replication', 'inventory', 'autoDeleteObjects'] as const),
] as const;

/** Properties that apply only to parts that Trailwatch creates, with the property that passes an existing part. */
export const EXCLUDED_BY = {
  archive: OF_ARCHIVE,
  trail: [
    ...(['identity', 'eventSelection', 'insights', 'claimEvents', 'deliveryTopic'] as const),
    ...(['delegatedAdministrator', 'organizationAdministration', 'trailLogs', 'logGroup'] as const),
    ...OF_ARCHIVE,
  ],
  alertTopic: ['emails', 'emailFilter', 'alerts'],
  logGroup: ['trailLogs'],
} as const;

const FOR_TAMPER_DETECTION = ['deploymentRoleArns', 'operatorRoleArns', 'resourceNames'] as const;

/** Throws on properties of which one excludes another, or has no effect without another. */
export function checkTrailwatch(scope: IConstruct, props: TrailwatchProps): void {
  checkExclusions(props);
  const useless = FOR_TAMPER_DETECTION.find((name) => props[name] !== undefined);
  if (useless !== undefined && props.tamperDetection === false)
    throw new Error(
      `${useless} is given, but tamperDetection is false, so it has no effect; remove one of them`,
    );
  if (props.trailLogs !== undefined && props.alarms === undefined)
    throw new Error(
      "trailLogs is given, but alarms is not, so the trail delivers to the archive alone; add alarms, such as AlarmSet.quiet(), or remove 'trailLogs'",
    );
  checkPlaces(Stack.of(scope), props.trailScope);
}

function checkExclusions(props: TrailwatchProps): void {
  for (const [part, others] of Object.entries(EXCLUDED_BY)) {
    const given = others.filter((name) => props[name] !== undefined);
    if (props[part as keyof typeof EXCLUDED_BY] === undefined || given.length === 0) continue;
    throw new Error(
      `${given.join(', ')} and ${part} are both given; ${given.join(', ')} is for the part that Trailwatch creates, so ` +
        `set it where '${part}' is created`,
    );
  }
}

/** Two stacks refer to each other only if the places of both are known, or neither. */
function checkPlaces(own: Stack, trailScope: IConstruct | undefined): void {
  if (trailScope === undefined) return;
  const trails = Stack.of(trailScope);
  for (const place of ['account', 'region'] as const) {
    if (Token.isUnresolved(own[place]) === Token.isUnresolved(trails[place])) continue;
    const [known, late] = Token.isUnresolved(own[place]) ? [trails, own] : [own, trails];
    throw new Error(
      `trailScope: the ${place} of the stack '${known.node.path}' is '${known[place]}', but that of '${late.node.path}' is known only at ` +
        `deployment, so neither can refer to the other; give '${late.node.path}' an env`,
    );
  }
}

/** Creates the roles of readers, whose ids are the names that the user gives them. */
export function createReaders(
  scope: Construct,
  archive: ILogArchive,
  readers: TrailwatchProps['readers'] = {},
): void {
  for (const [id, reader] of Object.entries(readers)) new LogReaderRole(scope, id, { archive, reader });
}

/** The error of two constructs with one id names the property where one of them is the id of a reader, which the user can change. */
export function namingReader(
  scope: Construct,
  error: unknown,
  readers: TrailwatchProps['readers'] = {},
): unknown {
  const [, id] =
    (error instanceof Error && /already a Construct with name '([^']*)' in /.exec(error.message)) || [];
  if (id === undefined || !Object.hasOwn(readers, id)) return error;
  return errorAt(scope, `readers: '${id}' is the id of a part of Trailwatch; give the reader another id`);
}
