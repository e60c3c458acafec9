import { ContextProvider, Stack } from 'aws-cdk-lib';
import { type ILogGroup, LogGroup } from 'aws-cdk-lib/aws-logs';
import { ContextProvider as Providers } from 'aws-cdk-lib/cloud-assembly-schema';
import type { Construct } from 'constructs';
import type { Value } from '../../core/estate/values/value';
import { parseTrail } from '../../core/selector/parse/parse-selections';
import type { Selection } from '../../core/selector/selection';
import { isKnownDifference } from '../preflight/preflight-check';
import type { AuditTrailLookupOptions } from './audit-trail-props';
import { toWholeSelection } from './trail-selection';

const TYPE = 'AWS::CloudTrail::Trail';

/** The result of a lookup. */
export interface FoundTrail {
  readonly multiRegion: boolean;
  readonly logGroup?: ILogGroup;
  readonly selection?: Selection;
}

/** The CloudFormation properties of a trail that were requested. */
interface TrailProperties {
  readonly IsMultiRegionTrail: boolean;
  readonly IsLogging?: boolean;
  readonly CloudWatchLogsLogGroupArn?: string;
}

/**
 * Looks up a trail with the Cloud Control context provider. In the first synthesis nothing is known, and the provider returns a
 * placeholder: a multi-Region trail, with a log group named after the trail, and with unknown selectors.
 *
 * Cloud Control fails on properties that the trail does not have, so only requested ones are read.
 */
export function lookUpTrail(scope: Construct, id: string, lookup: AuditTrailLookupOptions): FoundTrail {
  const { identity, hasLogGroup = false, selectors } = lookup;
  const { account } = Stack.of(scope);
  if (isKnownDifference(account, identity.ownerAccount)) {
    throw new Error(
      `the trail '${identity.trailName}' is of account '${identity.ownerAccount}' and cannot be looked up from account '${account}'; ` +
        'look it up in a stack of its account, or use AuditTrail.fromTrailAttributes',
    );
  }
  const properties = read(scope, lookup, [
    'IsMultiRegionTrail',
    ...(selectors === undefined ? [] : ['IsLogging', selectors]),
    ...(hasLogGroup ? ['CloudWatchLogsLogGroupArn'] : []),
  ]);
  const { IsMultiRegionTrail: multiRegion, CloudWatchLogsLogGroupArn: arn } = properties;
  const selection =
    selectors !== undefined && selectors in properties ? toSelection(properties, lookup) : undefined;
  return {
    multiRegion,
    ...(arn === undefined ? {} : { logGroup: LogGroup.fromLogGroupArn(scope, `${id}LogGroup`, arn) }),
    ...(selection === undefined ? {} : { selection }),
  };
}

function read(
  scope: Construct,
  { identity, hasLogGroup = false }: AuditTrailLookupOptions,
  propertiesToReturn: readonly string[],
): TrailProperties {
  const { ownerAccount: account, homeRegion: region, trailName } = identity;
  const { partition } = identity._toCoordinates();
  const arn = `arn:${partition}:logs:${region}:${account}:log-group:${trailName}:*`;
  const standIn: TrailProperties = {
    IsMultiRegionTrail: true,
    ...(hasLogGroup ? { CloudWatchLogsLogGroupArn: arn } : {}),
  };
  const { value } = ContextProvider.getValue(scope, {
    provider: Providers.CC_API_PROVIDER,
    props: { account, region, typeName: TYPE, exactIdentifier: trailName, propertiesToReturn },
    dummyValue: [standIn],
  });
  const [found = standIn] = value as readonly TrailProperties[];
  return found;
}

/** The complete selection of a trail with the selectors that were found. Throws on unsupported ones. */
function toSelection(properties: TrailProperties, { identity }: AuditTrailLookupOptions): Selection {
  const { selections, problems } = parseTrail('Trail', JSON.parse(JSON.stringify(properties)) as Value);
  const { message } = problems.find(({ severity }) => severity === 'error') ?? {};
  if (message !== undefined) {
    throw new Error(
      `the selectors that were looked up of the trail '${identity.trailName}' are not understood: ${message}`,
    );
  }
  const { IsMultiRegionTrail: multiRegion, IsLogging: logging } = properties;
  return { ...selections[0]?.selection, ...toWholeSelection({ identity, multiRegion, logging }) };
}
