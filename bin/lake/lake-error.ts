import { explainCredentials } from '../aws/credentials-error';
import { NoAnswerError } from '../aws/send-again';
import { renderReason, UserError } from '../cli/user-error';

/** What was asked of CloudTrail Lake. */
export interface LakeQuestion {
  /** The permissions that it takes. */
  readonly needs: string;
  /** The store or query, and the Region where that is known. */
  readonly where: string;
}

/** What an answer means, by its name; the message of the service follows in brackets. */
const REASONS: Readonly<Record<string, (where: string) => string>> = {
  EventDataStoreNotFoundException: (where) =>
    `there is no ${where}; name it by its ARN, or set AWS_REGION to its Region`,
  EventDataStoreARNInvalidException: (where) => `there is no ${where}; name it by its ARN`,
  InactiveEventDataStoreException: (where) => `the ${where} is not active; it is being created or deleted`,
  InvalidEventDataStoreStatusException: (where) =>
    `the ${where} is not one that was deleted in the last seven days`,
  QueryIdNotFoundException: (where) => `there is no ${where}; set AWS_REGION to the Region of its store`,
  InactiveQueryException: (where) => `the ${where} has ended already`,
  ImportNotFoundException: (where) =>
    `there is no ${where}; set AWS_REGION, or --region, to the Region of its store`,
  AccountHasOngoingImportException: () =>
    'another import is running, and CloudTrail runs one at a time in an account; trailwatch lake imports list shows those of a store',
  MaxConcurrentQueriesException: () =>
    'as many queries are running as CloudTrail allows at once; trailwatch lake queries list shows them, cancel ends one',
  UnsupportedOperationException: () => 'CloudTrail Lake does not do this here; the Region may not have it',
};

const CLOSED =
  'CloudTrail Lake is closed to accounts that did not use it before 2026-05-31; query the log files of a trail instead ' +
  '(trailwatch query PATH, or --athena)';

/** An answer of CloudTrail that is an error, as one sentence. */
export function toLakeError(error: unknown, { needs, where }: LakeQuestion): UserError {
  if (error instanceof UserError) return error;
  const { name: code = '' } = (error ?? {}) as Partial<Error>;
  const message = renderReason(error).replace(/\.$/, '');
  if (error instanceof NoAnswerError) return new UserError(`CloudTrail Lake: ${message}`);
  if (message === 'Region is missing') {
    return new UserError(
      'no Region is set; set AWS_REGION to the Region of the event data store, or name it by its ARN',
    );
  }
  const known = explainCredentials(code);
  if (known !== undefined) return new UserError(`CloudTrail Lake: ${known} (${message})`);
  if (/new customers/i.test(message)) return new UserError(`${CLOSED} (${message})`);
  if (/^AccessDenied|KmsException/.test(code)) {
    return new UserError(`CloudTrail Lake: access was denied; it takes ${needs} (${message})`);
  }
  if (/^InvalidQueryStatement/.test(code)) return new UserError(renderSqlFault(message));
  const reason = Object.hasOwn(REASONS, code) ? REASONS[code]?.(where) : undefined;
  return new UserError(reason ?? `CloudTrail Lake: ${message}`);
}

/** The line with the view `events`, behind which the SQL of the user begins. */
const VIEW_LINES = 1;

/** Why a query failed, of what CloudTrail says of it. */
export function renderSqlFault(message: string): string {
  const [, line, column, rest = message] = /line (\d+):(\d+): (.*)$/s.exec(message.trim()) ?? [];
  const sentence = rest.split('\n')[0]?.replace(/[.;]+$/, '') ?? '';
  const place = line === undefined ? '' : ` (line ${Math.max(1, Number(line) - VIEW_LINES)}:${column})`;
  return `the SQL cannot be run: ${sentence}${place}`;
}
