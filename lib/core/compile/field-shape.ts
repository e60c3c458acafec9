import { isList } from '../json/json-value';
import type { CloudTrailRecord } from '../record/record';
import { isOpenList } from './open-list';

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
  let shape: Shape = RECORD;
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

/** A kind, an object with these members and no promise about others, or an array of something. */
type Shape = 'text' | 'number' | 'boolean' | 'scalar' | 'open' | Members | readonly [Shape];
interface Members {
  readonly [key: string]: Shape;
}

function memberOf(shape: Shape, key: string): Shape {
  if (typeof shape === 'string' || isList(shape)) return 'open';
  return Object.hasOwn(shape, key) ? (shape[key] ?? 'open') : 'open';
}

function kindOf(shape: Shape): FieldShape['kind'] {
  if (typeof shape === 'string') return shape;
  return isList(shape) ? 'list' : 'object';
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

const RECORD: Readonly<Record<keyof CloudTrailRecord, Shape>> = {
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
