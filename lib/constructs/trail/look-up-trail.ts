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

/** What is found of a trail. */
export interface FoundTrail {
  readonly multiRegion: boolean;
  readonly logGroup?: ILogGroup;
  readonly selection?: Selection;
}

/** The properties of a trail in CloudFormation, those that were asked for. */
interface TrailProperties {
  readonly IsMultiRegionTrail: boolean;
  readonly IsLogging?: boolean;
  readonly CloudWatchLogsLogGroupArn?: string;
}

/**
 * Looks a trail up by the context provider of Cloud Control. In the first synthesis nothing is known, and the provider gives back the
 * stand-in: a trail of every Region, with a log group by the name of the trail, and with selectors that nothing is known of.
 *
 * Cloud Control fails on properties that the trail lacks, so only those that are asked for are read.
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

/** The whole selection of a trail with selectors that were found. Throws on those that are not understood. */
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
