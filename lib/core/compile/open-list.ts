/**
 * Whether an array may be at a path that CloudTrail leaves to each service. EC2 puts every list under `items` or
 * `item`; the others were seen in real records, some of them as text in other calls, or are in the records of the
 * built-in rules. The list is not complete.
 */
export function isOpenList(path: string): boolean {
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
