import { isList } from '../json/json-value';
import { RECORD_SHAPE, type Shape } from './record-shape';

/** What CloudTrail writes at a path, in every record that has anything there. JSON null may occur anywhere instead. */
export interface FieldShape {
  /**
   * `scalar` is a text, number or boolean, `list` an array. `open` is any JSON: each service decides
   * (`requestParameters.bucketName`), or no record has such a field.
   */
  readonly kind: 'text' | 'number' | 'boolean' | 'scalar' | 'object' | 'list' | 'open';
  /** The arrays on the way to the path, outermost first, such as `['resources']` for `resources.ARN`. */
  readonly lists: readonly string[];
}

/**
 * What a field can hold. Engines that have no word for "any element", or treat types differently, need to know it.
 *
 * @see https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-event-reference-record-contents.html
 */
export function fieldShape(field: string): FieldShape {
  const lists: string[] = [];
  const keys = field.split('.');
  let shape: Shape = RECORD_SHAPE;
  for (const [index, key] of keys.entries()) {
    if (Array.isArray(shape)) {
      lists.push(keys.slice(0, index).join('.'));
      shape = shape[0];
    }
    shape = memberOf(shape, key);
    if (shape === 'open' && isOpenList(keys.slice(0, index + 1).join('.'))) shape = ['open'];
  }
  return { kind: kindOf(shape), lists };
}

function memberOf(shape: Shape, key: string): Shape {
  if (typeof shape === 'string' || isList(shape)) return 'open';
  return Object.hasOwn(shape, key) ? (shape[key] ?? 'open') : 'open';
}

function kindOf(shape: Shape): FieldShape['kind'] {
  if (typeof shape === 'string') return shape;
  return isList(shape) ? 'list' : 'object';
}

/**
 * Whether an array may be at a path that CloudTrail leaves to each service. EC2 puts every list under `items` or
 * `item`; the others were seen in real records, some of them as text in other calls, or are in the records of the
 * built-in rules. The list is not complete.
 */
function isOpenList(path: string): boolean {
  return path.endsWith('.items') || path.endsWith('.item') || KNOWN.has(path);
}

const KNOWN: ReadonlySet<string> = new Set(
  Object.entries({
    requestParameters: `
      AccessControlPolicy.AccessControlList.Grant CreateNatGatewayRequest.TagSpecification.Tag Filter.Not.Or
      Filter.Not.Or.Dimensions.Values Filters.ServiceCollection.ServiceNames Filters.Statuses FindingIdentifiers
      Findings ModifyTrafficMirrorSessionRequest.RemoveField ReplicationConfiguration.Rule
      StandardsSubscriptionArns aWSAccountIds accessPolicies.Statement accountIds accountIdsToAdd
      accountIdsToRemove actions addresses advancedEventSelectors advancedEventSelectors.fieldSelectors
      advancedEventSelectors.fieldSelectors.equals alarmNames attributes.Policy.Statement
      blockPublicAccessConfiguration.permittedPublicSecurityGroupRuleRanges bucketPolicy.Statement
      bucketPolicy.Statement.Condition.IpAddress.aws:SourceIp clientIDList
      configurationRecorder.recordingGroup.resourceTypes dashboardNames eventSelectors
      eventSelectors.dataResources eventSelectors.dataResources.values
      eventSelectors.excludeManagementEventSources exportOnly features filter.eventStatusCodes
      filter.eventTypeCategories filter.startTimes filters filters.values
      findingCriteria.criterion.resource.resourceType.eq findingIds host identities ids instanceIds layers
      logging.clusterLogging logging.clusterLogging.types lookupAttributes operations parameterFilters
      parameterFilters.values pipelineConfig.functions policy policy.Statement principals protocols resourceArns
      resourceIdList resourcePolicy.Statement resourceTypes resourcesVpcConfig.publicAccessCidrs roleArns
      secretIdList subnetIds tagSpecificationSet.items.tags tags tagsList targets targets.values thumbprintList
      trailNameList valuesToAdd valuesToRemove`,
    responseElements: `
      ProcessedFindings StandardsSubscriptions UnprocessedFindings accounts architectures associatedRoles
      command.alarmConfiguration.alarms command.instanceIds command.notificationConfig.notificationEvents
      command.targets command.triggeredAlarms credentialSet dBParameterGroups dBSecurityGroups
      dBSnapshotAttributes dBSnapshotAttributes.attributeValues dBSubnetGroup.subnets domainMemberships
      eC2SecurityGroups eventSelectors eventSelectors.dataResources eventSelectors.dataResources.values
      eventSelectors.excludeManagementEventSources failedAccounts iPRanges instanceProfile.roles
      instanceProfile.tags layers optionGroupMemberships policy.tags processorFeatures profile.roleArns
      readReplicaDBInstanceIdentifiers role.tags root.policyTypes tagList vpcSecurityGroups`,
  }).flatMap(([root, paths]) =>
    paths
      .trim()
      .split(/\s+/)
      .map((path) => `${root}.${path}`),
  ),
);
