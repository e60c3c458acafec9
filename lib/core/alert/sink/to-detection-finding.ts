import { identity } from '../../compile/predicate/record-facts';
import { addressTest } from '../../rule/ip-range';
import type { Severity } from '../../rule/rule';
import { LIMITS } from '../../safe-text/destination-limits';
import { cutUnits } from '../../safe-text/one-line';
import type { Alert, AlertActor } from '../alert';
import { fitDocument, IN_RUNBOOK, isOver, type Notice, runbookIn } from './notice';
import { toNoticeDetail } from './to-event';

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
    ...filled({ uid: actor.arn, credential_uid: identity.accessKey(record) }),
    ...userTypeOf(actor),
    ...accountOf(actor.accountId),
  };
}

function userTypeOf({ type }: AlertActor): object {
  if (!isFilled(type)) return {};
  const [typeId, name] = Object.hasOwn(USER_TYPES, type) ? (USER_TYPES[type] ?? []) : [];
  return { type: name ?? type, type_id: typeId ?? OTHER_TYPE };
}

/** CloudTrail writes a service, or `AWS Internal`, where there is no address. */
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

/** The version of the schema, which tables of findings have. */
const OCSF_VERSION = '1.3.0';

const CLASS_UID = 2004;

/** What a finding says of its state: that it is there, or that it is over. */
const CREATED = { activity: [1, 'Create'], status: [1, 'New'] } as const;
const CLOSED = { activity: [3, 'Close'], status: [4, 'Resolved'] } as const;

const SEVERITIES: Readonly<Record<Severity, readonly [id: number, name: string]>> = {
  informational: [1, 'Informational'],
  low: [2, 'Low'],
  medium: [3, 'Medium'],
  high: [4, 'High'],
  critical: [5, 'Critical'],
};

const TECHNIQUE = /^attack\.((t\d{4})(?:\.\d{3})?)$/i;

/**
 * The OCSF Detection Finding (2004) of a notice, with the profile `cloud`. `finding_info.uid` is the alert's id: a repetition has the
 * same, and so has what closes it. The alert is in `raw_data`, as long as OCSF allows.
 *
 * @see https://schema.ocsf.io/1.3.0/classes/detection_finding
 */
export function toDetectionFinding(notice: Notice): object {
  const { accountId, alert, happenedAt, publishedAt, summary } = notice;
  const [severityId, severityName] = SEVERITIES[(alert ?? notice).severity];
  const { activity, status } = isOver(notice) ? CLOSED : CREATED;
  return withShortTexts({
    ...{ category_uid: 2, category_name: 'Findings', class_uid: CLASS_UID, class_name: 'Detection Finding' },
    ...{ activity_id: activity[0], activity_name: activity[1], type_uid: CLASS_UID * 100 + activity[0] },
    type_name: `Detection Finding: ${activity[1]}`,
    ...{ severity_id: severityId, severity: severityName, status_id: status[0], status: status[1] },
    time: Date.parse(happenedAt),
    message: summary,
    metadata: {
      version: OCSF_VERSION,
      uid: notice.id,
      logged_time: Date.parse(publishedAt),
      profiles: ['cloud'],
      product: { name: 'trailwatch', vendor_name: 'trailwatch' },
    },
    cloud: {
      provider: 'AWS',
      ...filled({ region: alert?.awsRegion }),
      ...accountOf(accountId, alert?.recipientAccount?.name),
    },
    finding_info: findingInfoOf(notice),
    ...remediationOf(notice),
    ...(alert === undefined ? {} : { resources: resourcesOf(alert), evidences: [toEvidence(alert)] }),
    unmapped: { is_verified: notice.isVerified },
    raw_data: JSON.stringify(fitDocument(notice, LIMITS.ocsfText.most, toNoticeDetail)),
  }) as object;
}

function findingInfoOf({ id, title, summary, happenedAt, alert, ruleName, firstSteps }: Notice): object {
  const attacks = (alert?.tags ?? []).flatMap((tag) => {
    const [, uid, technique] = TECHNIQUE.exec(tag)?.map((part) => part.toUpperCase()) ?? [];
    if (uid === undefined) return [];
    return [{ technique: { uid: technique }, ...(uid === technique ? {} : { sub_technique: { uid } }) }];
  });
  return {
    uid: id,
    title,
    desc: [summary, ...firstSteps].join('\n'),
    created_time: Date.parse(happenedAt),
    ...(alert === undefined
      ? {}
      : { analytic: { type_id: 1, type: 'Rule', uid: alert.ruleId, ...filled({ name: ruleName }) } }),
    ...(attacks.length === 0 ? {} : { attacks }),
  };
}

/** What to do first, and the page with more. */
function remediationOf(notice: Notice): object {
  const { firstSteps } = notice;
  const runbook = runbookIn(notice);
  if (firstSteps.length === 0 && runbook === undefined) return {};
  const references = runbook === undefined ? {} : { references: [runbook] };
  return { remediation: { desc: firstSteps.join('\n') || IN_RUNBOOK, ...references } };
}

/** An alert of version 1, of trailwatch itself, or that was shortened has no more than the ARNs. */
function resourcesOf({ resources, resourceDetails = [] }: Alert): readonly object[] {
  if (resourceDetails.length === 0) return resources.map((uid) => ({ uid }));
  return resourceDetails.map(({ arn, ...details }) => ({ uid: arn ?? details.name, ...details }));
}

/** The same value with its texts cut to the lengths that OCSF allows. */
function withShortTexts(value: unknown): unknown {
  if (typeof value === 'string') return cutUnits(value, LIMITS.ocsfText.most);
  if (Array.isArray(value)) return value.map(withShortTexts);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, withShortTexts(member)]));
}
