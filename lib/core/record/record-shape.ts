import type { CloudTrailRecord } from './record';

/** A kind, an object with these members and no promise about others, or an array of something. */
export type Shape = 'text' | 'number' | 'boolean' | 'scalar' | 'open' | Members | readonly [Shape];
interface Members {
  readonly [key: string]: Shape;
}

const SESSION_ISSUER: Members = {
  type: 'text',
  principalId: 'text',
  arn: 'text',
  accountId: 'text',
  userName: 'text',
};

const USER_IDENTITY: Members = {
  type: 'text',
  userName: 'text',
  principalId: 'text',
  arn: 'text',
  accountId: 'text',
  accessKeyId: 'text',
  invokedBy: 'text',
  credentialId: 'text',
  identityProvider: 'text',
  invokedByDelegate: { accountId: 'text' },
  onBehalfOf: { userId: 'text', identityStoreArn: 'text' },
  inScopeOf: { sourceArn: 'text', sourceAccount: 'text', issuerType: 'text', credentialsIssuedTo: 'text' },
  sessionContext: {
    sessionIssuer: SESSION_ISSUER,
    webIdFederationData: { federatedProvider: 'text', attributes: {} },
    attributes: { creationDate: 'text', mfaAuthenticated: 'text' },
    sourceIdentity: 'text',
    ec2RoleDelivery: 'text',
    assumedRoot: 'text',
    signInSessionArn: 'text',
  },
};

const INSIGHT_VALUES: readonly [Shape] = [{ value: 'text', average: 'number' }];

const INSIGHT_DETAILS: Members = {
  state: 'text',
  eventSource: 'text',
  eventName: 'text',
  insightType: 'text',
  errorCode: 'text',
  insightContext: {
    statistics: {
      baseline: { average: 'number' },
      insight: { average: 'number' },
      insightDuration: 'number',
      baselineDuration: 'number',
    },
    attributions: [{ attribute: 'text', insight: INSIGHT_VALUES, baseline: INSIGHT_VALUES }],
  },
};

/** What CloudTrail writes into a record, by the names of its fields. */
export const RECORD_SHAPE: Readonly<Record<keyof CloudTrailRecord, Shape>> = {
  eventVersion: 'text',
  userIdentity: USER_IDENTITY,
  eventTime: 'text',
  eventSource: 'text',
  eventName: 'text',
  awsRegion: 'text',
  sourceIPAddress: 'text',
  userAgent: 'text',
  errorCode: 'text',
  errorMessage: 'text',
  requestParameters: {},
  responseElements: {},
  additionalEventData: {},
  requestID: 'text',
  eventID: 'text',
  eventType: 'text',
  apiVersion: 'text',
  managementEvent: 'boolean',
  readOnly: 'boolean',
  resources: [{ ARN: 'text', ARNPrefix: 'text', accountId: 'text', type: 'text' }],
  recipientAccountId: 'text',
  // The guide documents an object or a text.
  serviceEventDetails: 'open',
  sharedEventID: 'text',
  vpcEndpointId: 'text',
  vpcEndpointAccountId: 'text',
  eventCategory: 'text',
  addendum: { reason: 'text', updatedFields: 'open', originalRequestID: 'text', originalEventID: 'text' },
  // The guide documents the text "true"; real records have booleans as well.
  sessionCredentialFromConsole: 'scalar',
  edgeDeviceDetails: {},
  tlsDetails: {
    tlsVersion: 'text',
    cipherSuite: 'text',
    clientProvidedHostHeader: 'text',
    keyExchange: 'text',
  },
  insightDetails: INSIGHT_DETAILS,
  eventContext: {
    requestContext: {},
    tagContext: { resourceTags: [{ arn: 'text', tags: {} }], principalTags: {} },
  },
};
