import { type Call, unversioned } from './call-catalogue';
import { lowerFirst } from './written-name';

/** Calls of EC2 whose requests real records have in a member of their name. In the models, they look like all others. */
const WRAPPED: ReadonlySet<string> = new Set(
  (
    'AssociateIamInstanceProfile CreateFleet CreateFlowLogs CreateNatGateway CreateNetworkInterfacePermission CreateTrafficMirrorFilter ' +
    'CreateTrafficMirrorFilterRule CreateTrafficMirrorSession CreateTrafficMirrorTarget CreateVpcEndpoint DeleteFlowLogs ' +
    'DeleteTrafficMirrorTarget EnableSerialConsoleAccess ModifyInstanceMetadataOptions ModifyTrafficMirrorSession ModifyVpcEndpoint ' +
    'ReplaceIamInstanceProfileAssociation'
  ).split(' '),
);

/**
 * Lists in requests of EC2, by the ids in them, as real records have them: `{instancesSet: {items: [{instanceId}]}}`.
 *
 * @see https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/monitor-with-cloudtrail.html
 */
const SETS: Readonly<Record<string, string>> = {
  ...{ allocationId: 'allocationIdsSet', dhcpOptionsId: 'dhcpOptionsSet', groupId: 'securityGroupIdSet' },
  ...{ imageId: 'imagesSet', instanceId: 'instancesSet', internetGatewayId: 'internetGatewayIdSet' },
  ...{
    networkInterfaceId: 'networkInterfaceIdSet',
    resourceId: 'resourcesSet',
    routeTableId: 'routeTableIdSet',
  },
  ...{ snapshotId: 'snapshotSet', subnetId: 'subnetSet', volumeId: 'volumeSet', vpcId: 'vpcSet' },
};

/** Services whose records have members with a capital in the first place. */
const CAPITALS: ReadonlySet<string> = new Set(['ec2', 's3', 'securityhub']);

/** A path within a request or an answer, and what its condition requires. */
export interface SpelledPath {
  readonly sources: readonly string[];
  readonly path: readonly string[];
  readonly isRequest: boolean;
  /** The calls of which a record must have one; undefined: any. */
  readonly calls: readonly Call[] | undefined;
}

/** The path that records have where they do not have this one: in a wrapper, in `items`, with small letters. Undefined if none is known. */
export function otherSpelling({ sources, path, isRequest, calls = [] }: SpelledPath): string | undefined {
  const [first = ''] = path;
  const isOf = (source: string) => sources.length === 1 && sources[0] === source;
  const [call] = calls;
  const name = calls.length === 1 && call !== undefined ? unversioned(call.name) : '';
  const wrapper = `${name}Request`;
  const has = (member: string) =>
    call?.members.some((each) => each.toLowerCase() === member.toLowerCase()) === true;
  // Calls of S3 on buckets have one name in two models, and are not wrapped.
  const isOfBucket = isOf('s3') && /Bucket|Object/.test(name) && has('Bucket');
  if (isOfBucket && isRequest && /^bucket$/i.test(first)) return 'bucketName';
  const isWrapped = isOf('ec2')
    ? WRAPPED.has(name)
    : isOf('s3') && !isOfBucket && call?.members.includes(wrapper) === true;
  const isMember = has(first);
  if (isRequest && isWrapped && isMember && first !== wrapper)
    return [wrapper, ...path.map((each) => each.charAt(0).toUpperCase() + each.slice(1))].join('.');
  const set = path.findIndex(
    (each, at) => /\wSet$/.test(each) && at < path.length - 1 && path[at + 1] !== 'items',
  );
  if (isOf('ec2') && set >= 0) return [...path.slice(0, set + 1), 'items', ...path.slice(set + 1)].join('.');
  const id = lowerFirst(first).replace(/s$/, '');
  const list = Object.hasOwn(SETS, id) ? SETS[id] : undefined;
  // A call that takes one has the member alone, one that takes several has both names in the model.
  if (isOf('ec2') && isRequest && list !== undefined && !isWrapped && has(`${id}s`))
    return [list, 'items', id].join('.');
  const isCapital = /^[A-Z][a-z]/.test(first) && !sources.some((source) => CAPITALS.has(source));
  return isCapital ? path.map(lowerFirst).join('.') : undefined;
}
