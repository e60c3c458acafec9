import type { RecordForm } from '../../lib/core/record/form/record-forms';

/** The forms of a whole text: how values stand in it, one after another. */
export const TEXT_FORMS: readonly Omit<RecordForm, 'open'>[] = [
  { from: 'A log file of CloudTrail', where: '`{"Records":[…]}`, its members in any order' },
  { from: 'A list', where: '`[…]`' },
  { from: 'Newline-delimited, concatenated or pretty-printed JSON', where: 'values one after another' },
  {
    from: 'A CloudWatch Logs export to S3',
    where: 'lines of a time and a record: `2026-08-11T22:15:04.123Z {…}`',
  },
  {
    from: '`aws logs tail`, also with `--format short`',
    where:
      'lines of a time, perhaps a log stream, and a record: `2026-08-11T22:15:04.123000+00:00 stream {…}`',
  },
  {
    from: 'CSV: Logs Insights, Splunk, Athena, CloudTrail Lake',
    where:
      'the first line names columns: one that holds whole records (`@message`, `_raw`, `eventJson`), or those of its fields (`eventName`, `useridentity`, `userIdentity.arn`)',
  },
  { from: 'UTF-16, as PowerShell writes it', where: 'a byte order mark, or JSON in it' },
];
