import { toAlert } from '../../../lib/core/alert/from-record/to-alert';
import type { Case } from '../../../lib/core/case/case';
import { CaseEvidence } from '../../../lib/core/case/case-evidence';
import { type CaseChoice, CaseGroups } from '../../../lib/core/case/case-groups';
import { toCase } from '../../../lib/core/case/to-case';
import type { JsonObject } from '../../../lib/core/json/json-value';
import type { CloudTrailRecord } from '../../../lib/core/record/record';
import type { Severity } from '../../../lib/core/rule/rule';
import { STOPPED } from '../alert/sample-alert';

/** Evidence of records: an alert of a severity on each of some, and all that links callers. */
export function evidenceOf(
  records: readonly JsonObject[],
  alerted: (record: JsonObject) => Severity | undefined,
): CaseEvidence {
  const evidence = new CaseEvidence();
  for (const record of records as readonly CloudTrailRecord[]) {
    const severity = alerted(record);
    if (severity !== undefined)
      evidence.takeAlert(toAlert({ ...STOPPED, severity }, record, { route: 'log-file', source: {} }));
    evidence.takeRecord(record);
  }
  return evidence;
}

/** The groups of evidence after all records were read again. */
export function groupsOf(
  evidence: CaseEvidence,
  records: readonly JsonObject[],
  choice: CaseChoice = {},
): CaseGroups {
  const groups = new CaseGroups(evidence, choice);
  for (const record of records) groups.take(record as CloudTrailRecord);
  return groups;
}

/** The cases of records, of which each call of a name raised an alert of high severity. */
export function casesOf(records: readonly JsonObject[], call = 'StopLogging'): readonly Case[] {
  const evidence = evidenceOf(records, ({ eventName }) => (eventName === call ? 'high' : undefined));
  const groups = groupsOf(evidence, records);
  const around = {
    endings: evidence.endings,
    regions: [],
    filters: [],
    paths: ['.'],
    verdicts: new Map(),
  };
  return groups.groups().map((group) => toCase(group, { ...around, leftOut: groups.leftOut }));
}
