import type { Alert } from '../alert/alert';
import type { Severity } from '../rule/rule';
import { cutUnits, fitDocument } from './fit-document';
import type { Notice } from './notice';
import { toNoticeDetail } from './to-event';
import { accountOf, filled, toEvidence } from './to-evidence';

/** The version of the schema; that of `trailwatch convert --ocsf`, whose room this one does not see. */
const OCSF_VERSION = '1.3.0';

const CLASS_UID = 2004;
const CREATE = 1;

const SEVERITIES: Readonly<Record<Severity, readonly [id: number, name: string]>> = {
  informational: [1, 'Informational'],
  low: [2, 'Low'],
  medium: [3, 'Medium'],
  high: [4, 'High'],
  critical: [5, 'Critical'],
};

/** The longest text of OCSF's type `string_t`. */
const MAX_TEXT_LENGTH = 65_535;

const TECHNIQUE = /^attack\.((t\d{4})(?:\.\d{3})?)$/i;

/**
 * The OCSF Detection Finding (2004) of a notice, with the profile `cloud`. `finding_info.uid` is the alert's id: a repetition has the
 * same. The alert is in `raw_data`, as long as OCSF allows.
 *
 * @see https://schema.ocsf.io/1.3.0/classes/detection_finding
 */
export function toDetectionFinding(notice: Notice): object {
  const { alert, severity, happenedAt, publishedAt, summary } = notice;
  const [severityId, severityName] = SEVERITIES[severity];
  return withShortTexts({
    ...{ category_uid: 2, category_name: 'Findings', class_uid: CLASS_UID, class_name: 'Detection Finding' },
    ...{ activity_id: CREATE, activity_name: 'Create', type_uid: CLASS_UID * 100 + CREATE },
    type_name: 'Detection Finding: Create',
    ...{ severity_id: severityId, severity: severityName, status_id: 1, status: 'New' },
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
      ...accountOf(alert?.recipientAccountId, alert?.recipientAccount?.name),
    },
    finding_info: findingInfoOf(notice),
    ...remediationOf(notice),
    ...(alert === undefined ? {} : { resources: resourcesOf(alert), evidences: [toEvidence(alert)] }),
    unmapped: { is_verified: notice.isVerified },
    raw_data: JSON.stringify(fitDocument(notice, MAX_TEXT_LENGTH, toNoticeDetail)),
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

/** What to do first, and the page that says more. */
function remediationOf({ firstSteps, alert }: Notice): object {
  if (firstSteps.length === 0) return {};
  const references = alert?.runbook === undefined ? {} : { references: [alert.runbook] };
  return { remediation: { desc: firstSteps.join('\n'), ...references } };
}

/** An alert of version 1 has no more than the ARNs. */
function resourcesOf({ resources, resourceDetails }: Alert): readonly object[] {
  return (
    resourceDetails?.map(({ arn, ...details }) => ({ uid: arn ?? details.name, ...details })) ??
    resources.map((uid) => ({ uid }))
  );
}

/** The same value, whose texts are no longer than OCSF allows. */
function withShortTexts(value: unknown): unknown {
  if (typeof value === 'string') return cutUnits(value, MAX_TEXT_LENGTH);
  if (Array.isArray(value)) return value.map(withShortTexts);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, withShortTexts(member)]));
}
