import { isJsonObject, type JsonObject } from '../json/json-value';
import { BUCKET_NAME } from './action/bucket-actions';
import {
  ADMINISTRATOR_POLICY,
  PRINCIPAL_KIND,
  PRINCIPAL_NAME,
  type PrincipalKind,
} from './action/detach-administrator-policy';
import { GROUP, INSTANCE, RULE } from './action/isolate-instance';
import { DETECTOR, DETECTOR_CALL, KEY_ARN, RECORDER_ARN } from './action/restore-detection';
import { isRegionOf } from './decide-response';

/** The input with which a state machine calls the function of an action. */
export interface RegionalRequest {
  readonly region: string;
  /** The role of the account concerned; the function's own role acts without it. */
  readonly roleArn?: string;
  /** The parameters of the action. */
  readonly request: JsonObject;
}

const ACCOUNT = /^\d{12}$/;
const ROLE_ARN = /^arn:([a-z-]+):iam::\d{12}:role\/[\w+=,.@-]{1,64}$/;
const TRAIL_ARN = /^arn:[a-z-]+:cloudtrail:[a-z0-9-]+:\d{12}:trail\/[\w.-]{3,128}$/;

/**
 * The request of an event. Throws for everything else: anyone who may invoke the function can make the event, and the Region is in
 * the address that signed calls are sent to.
 */
export function parseRegionalRequest(event: unknown, partition: string): RegionalRequest {
  const { region, roleArn, request } = objectOf(event, 'the event');
  if (typeof region !== 'string' || !isRegionOf(partition, region)) {
    throw new Error(`region ${shown(region)} is no Region of partition ${partition}`);
  }
  const ofRole = { region, request: objectOf(request, 'request') };
  if (roleArn === undefined) return ofRole;
  const [whole, own] = ROLE_ARN.exec(String(roleArn)) ?? [];
  if (whole === undefined || own !== partition) {
    throw new Error(`roleArn ${shown(roleArn)} is no role of partition ${partition}`);
  }
  return { ...ofRole, roleArn: whole };
}

/** The parameters of each action, as its call names them, and nothing else. Throws for an unknown name. */
export const REGIONAL_PARAMETERS = {
  'start-logging': (request: JsonObject) => ({ Name: textOf(request, 'Name', TRAIL_ARN) }),
  'block-public-bucket': (request: JsonObject) => ({
    Bucket: textOf(request, 'Bucket', BUCKET_NAME),
    ExpectedBucketOwner: textOf(request, 'ExpectedBucketOwner', ACCOUNT),
  }),
  'revoke-ingress': (request: JsonObject) => ({
    groupId: textOf(request, 'GroupId', GROUP),
    ruleIds: textsOf(request, 'SecurityGroupRuleIds', RULE),
  }),
  'isolate-instance': (request: JsonObject) => textOf(request, 'InstanceId', INSTANCE),
  'cancel-key-deletion': (request: JsonObject) => textOf(request, 'KeyId', KEY_ARN),
  'detach-administrator-policy': (request: JsonObject) => ({
    kind: textOf(request, 'Kind', PRINCIPAL_KIND) as PrincipalKind,
    name: textOf(request, 'PrincipalName', PRINCIPAL_NAME),
    policyArn: textOf(request, 'PolicyArn', ADMINISTRATOR_POLICY),
  }),
  'enable-guardduty': (request: JsonObject) => ({
    detectorId: textOf(request, 'DetectorId', DETECTOR),
    isDeleted: textOf(request, 'Call', DETECTOR_CALL) === 'DeleteDetector',
  }),
  'start-config-recorder': (request: JsonObject) => textOf(request, 'RecorderArn', RECORDER_ARN),
  'enable-security-hub': (_request: JsonObject) => ({}),
  'remove-public-statements': (request: JsonObject) => ({
    Bucket: textOf(request, 'Bucket', BUCKET_NAME),
    ExpectedBucketOwner: textOf(request, 'ExpectedBucketOwner', ACCOUNT),
  }),
};

function textOf(request: JsonObject, name: string, form: RegExp): string {
  const value = request[name];
  if (typeof value === 'string' && form.test(value)) return value;
  throw new Error(`request.${name} ${shown(value)} is not of the form ${form.source}`);
}

function textsOf(request: JsonObject, name: string, form: RegExp): readonly string[] {
  const values = request[name];
  if (!Array.isArray(values) || values.length === 0) throw new Error(`request.${name} is no list of names`);
  return values.map((value) => textOf({ [name]: value }, name, form));
}

function objectOf(value: unknown, what: string): JsonObject {
  if (isJsonObject(value)) return value;
  throw new Error(`${what} is no object`);
}

/** Shortens text that a stranger may have written. */
function shown(value: unknown): string {
  return String(JSON.stringify(value)).slice(0, 200);
}
