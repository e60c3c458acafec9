import type { Alert, AlertActor } from '../alert/alert';
import { textAt } from '../alert/from-record/text-at';
import { addressTest } from '../rule/ip-range';

const isAddress = addressTest(['0.0.0.0/0', '::/0']);

/** `type_id` of a user: root administers all, services are systems, and the other types are AWS's own words. */
const USER_TYPES: Readonly<Record<string, readonly [id: number, name: string]>> = {
  Root: [2, 'Admin'],
  AWSService: [3, 'System'],
  IAMUser: [1, 'User'],
  IdentityCenterUser: [1, 'User'],
};
const OTHER_TYPE = 99;

/**
 * The OCSF evidence of an alert: who called what, from where.
 *
 * @see https://schema.ocsf.io/1.3.0/objects/evidences
 */
export function toEvidence(alert: Alert): object {
  const { eventName, eventSource, eventID, errorCode } = alert;
  return {
    api: {
      operation: eventName,
      service: { name: eventSource },
      request: { uid: eventID },
      ...(errorCode === undefined ? {} : { response: { error: errorCode } }),
    },
    actor: { user: userOf(alert) },
    ...endpointOf(alert),
  };
}

/** An account of AWS; absent if it is not known. */
export function accountOf(accountId: string | undefined, name?: string): object {
  if (!isFilled(accountId)) return {};
  return { account: { uid: accountId, type: 'AWS Account', type_id: 10, ...filled({ name }) } };
}

/** The members that are not empty. */
export function filled(texts: Readonly<Record<string, string | undefined>>): object {
  return Object.fromEntries(Object.entries(texts).filter(([, text]) => isFilled(text)));
}

function userOf({ actor, record }: Alert): object {
  return {
    name: actor.name,
    ...filled({ uid_alt: actor.arn, credential_uid: textAt(record, 'userIdentity', 'accessKeyId') }),
    ...userTypeOf(actor),
    ...accountOf(actor.accountId),
  };
}

function userTypeOf({ type }: AlertActor): object {
  if (!isFilled(type)) return {};
  const [typeId, name] = Object.hasOwn(USER_TYPES, type) ? (USER_TYPES[type] ?? []) : [];
  return { type: name ?? type, type_id: typeId ?? OTHER_TYPE };
}

/** CloudTrail writes a service, or `AWS Internal`, where there is no address to tell. */
function endpointOf({ sourceIPAddress, sourceLocation = {} }: Alert): object {
  if (!isFilled(sourceIPAddress)) return {};
  const { country, city, asNumber, asOrganization } = sourceLocation;
  const location = filled({ country, city });
  const system = {
    ...(asNumber === undefined ? {} : { number: asNumber }),
    ...filled({ name: asOrganization }),
  };
  return {
    src_endpoint: {
      ...(isAddress(sourceIPAddress) ? { ip: sourceIPAddress } : { svc_name: sourceIPAddress }),
      ...unlessEmpty('location', location),
      ...unlessEmpty('autonomous_system', system),
    },
  };
}

function unlessEmpty(name: string, members: object): object {
  return Object.keys(members).length === 0 ? {} : { [name]: members };
}

function isFilled(text: string | undefined): text is string {
  return text !== undefined && text !== '';
}
