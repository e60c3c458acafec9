/**
 * The names of CloudTrail's fields. Athena, Glue and event data stores give them in small letters, and so do tools that
 * follow; the rules know them as CloudTrail spells them.
 *
 * @see https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-event-reference-record-contents.html
 */
const NAMES = [
  'eventVersion userIdentity eventTime eventSource eventName awsRegion sourceIPAddress userAgent errorCode errorMessage',
  'requestParameters responseElements additionalEventData requestID eventID eventType apiVersion managementEvent readOnly',
  'resources recipientAccountId serviceEventDetails sharedEventID vpcEndpointId vpcEndpointAccountId eventCategory addendum',
  'sessionCredentialFromConsole edgeDeviceDetails tlsDetails insightDetails eventContext type principalId arn accountId',
  'accessKeyId userName sessionContext sessionIssuer attributes mfaAuthenticated creationDate sourceIdentity invokedBy',
  'webIdFederationData federatedProvider onBehalfOf userId identityStoreArn inScopeOf credentialId identityProvider',
  'ec2RoleDelivery assumedRoot tlsVersion cipherSuite clientProvidedHostHeader',
].flatMap((line) => line.split(' '));

const BY_SMALL_NAME: ReadonlyMap<string, string> = new Map(NAMES.map((name) => [name.toLowerCase(), name]));

/** A field's name as CloudTrail spells it; a name that is no field's is left as it is. */
export function toFieldName(name: string): string {
  return BY_SMALL_NAME.get(name.toLowerCase()) ?? name;
}
