import { fitDocument, type Notice } from './notice';
import { toDetectionFinding } from './to-detection-finding';
import { toNoticeDetail } from './to-event';

/**
 * Firehose takes records of 1,000 KiB before they are encoded.
 *
 * @see https://docs.aws.amazon.com/firehose/latest/dev/limits.html
 */
const MAX_RECORD_BYTES = 1_000 * 1024 - 1;

/** The document of a record of a delivery stream: that of events on a bus, or an OCSF Detection Finding. */
export function toStreamRecord(notice: Notice, format: string): object {
  return fitDocument(notice, MAX_RECORD_BYTES, format === 'ocsf' ? toDetectionFinding : toNoticeDetail);
}
