import { isList } from '../../json/json-value';
import { LIMITS } from '../../safe-text/destination-limits';
import { fitDocument, type Notice } from './notice';
import { toDetectionFinding } from './to-detection-finding';
import { toNoticeDetail } from './to-event';

/** A line break follows. */
const MAX_RECORD_BYTES = LIMITS.firehoseRecord.most - 1;

/** The document of a record of a delivery stream: that of events on a bus, or an OCSF Detection Finding. */
export function toStreamRecord(notice: Notice, format: string): object {
  return fitDocument(notice, MAX_RECORD_BYTES, format === 'ocsf' ? toDetectionFinding : toNoticeDetail);
}

/** The Hive type of a column: its name, the members of an object, or a list with the type of its elements. */
export type ColumnType = 'string' | 'int' | 'bigint' | 'boolean' | FindingColumns | readonly [ColumnType];

/** The columns of a table, or the members of an object, by their names. */
export interface FindingColumns {
  readonly [name: string]: ColumnType;
}

/**
 * The columns of the OCSF Detection Finding that `toDetectionFinding` makes. Firehose leaves out members that have no column, and
 * writes null where a document has none.
 *
 * @see https://docs.aws.amazon.com/firehose/latest/dev/record-format-conversion.html
 */
export const FINDING_COLUMNS: FindingColumns = {
  category_uid: 'int',
  category_name: 'string',
  class_uid: 'int',
  class_name: 'string',
  activity_id: 'int',
  activity_name: 'string',
  type_uid: 'bigint',
  type_name: 'string',
  severity_id: 'int',
  severity: 'string',
  status_id: 'int',
  status: 'string',
  time: 'bigint',
  message: 'string',
  metadata: {
    version: 'string',
    uid: 'string',
    logged_time: 'bigint',
    profiles: ['string'],
    product: { name: 'string', vendor_name: 'string' },
  },
  cloud: {
    provider: 'string',
    region: 'string',
    account: { uid: 'string', type: 'string', type_id: 'int', name: 'string' },
  },
  finding_info: {
    uid: 'string',
    title: 'string',
    desc: 'string',
    created_time: 'bigint',
    analytic: { type_id: 'int', type: 'string', uid: 'string', name: 'string' },
    attacks: [{ technique: { uid: 'string' }, sub_technique: { uid: 'string' } }],
  },
  remediation: { desc: 'string', references: ['string'] },
  resources: [{ uid: 'string', type: 'string', name: 'string' }],
  evidences: [
    {
      api: {
        operation: 'string',
        service: { name: 'string' },
        request: { uid: 'string' },
        response: { error: 'string' },
      },
      actor: {
        user: {
          name: 'string',
          uid: 'string',
          credential_uid: 'string',
          type: 'string',
          type_id: 'int',
          account: { uid: 'string', type: 'string', type_id: 'int' },
        },
      },
      src_endpoint: { ip: 'string', svc_name: 'string' },
    },
  ],
  unmapped: { is_verified: 'boolean' },
  raw_data: 'string',
};

/** A type as AWS Glue takes it, such as `struct<uid:string>`. */
export function toHiveType(type: ColumnType): string {
  if (typeof type === 'string') return type;
  if (isList(type)) return `array<${toHiveType(type[0])}>`;
  const members = Object.entries(type).map(([name, member]) => `${name}:${toHiveType(member)}`);
  return `struct<${members.join(',')}>`;
}
