import { explainCredentials } from '../aws/credentials-error';
import { NoAnswerError } from '../aws/send-again';
import { renderReason, UserError } from '../cli/user-error';

/** What was asked of Athena. */
export interface AthenaQuestion {
  /** The permissions that it takes. */
  readonly needs: string;
  /** The workgroup, and the Region where that is known. */
  readonly where: string;
}

/** An answer of Athena that is an error, as one sentence. */
export function toAthenaError(error: unknown, { needs, where }: AthenaQuestion): UserError {
  if (error instanceof UserError) return error;
  const { name: code = '' } = (error ?? {}) as Partial<Error>;
  const message = renderReason(error).replace(/\.$/, '');
  if (error instanceof NoAnswerError) return new UserError(`Athena: ${message}`);
  if (message === 'Region is missing') {
    return new UserError('no Region is set; set AWS_REGION to the Region of the workgroup');
  }
  const known = explainCredentials(code);
  if (known !== undefined) return new UserError(`Athena: ${known} (${message})`);
  if (/^AccessDenied/.test(code)) {
    return new UserError(`Athena: access was denied; it takes ${needs} (${message})`);
  }
  if (/workgroup .*(?:is not found|does not exist|not found)/i.test(message)) {
    return new UserError(`there is no ${where}; AWS_REGION must be its Region`);
  }
  return new UserError(renderFailure(message));
}

/** The sentence after which the SQL of the user begins: it stands behind the line with the view `events`. */
const PREFIX_LINES = 1;

/** Why a query failed, of what Athena says of it: `SYNTAX_ERROR: line 2:8: Column 'x' cannot be resolved`. */
export function renderFailure(reason: string): string {
  const [, code = '', line, column = '', rest = reason] =
    /^(?:([A-Z][A-Z_]+): )?(?:line (\d+):(\d+): )?(.*)$/s.exec(reason.trim()) ?? [];
  const sentence = rest.split('\n')[0]?.replace(/[.;]+$/, '') ?? '';
  if (/bytes scanned limit was exceeded/i.test(reason)) {
    return "the query was stopped: it would scan more than the workgroup's limit for a query; choose fewer days, accounts or Regions";
  }
  if (/injected projected partition column/i.test(reason)) {
    return 'the table lists no accounts, so a query must name them; add --account';
  }
  const isSql = line !== undefined || /SYNTAX|COLUMN|TYPE_MISMATCH|FUNCTION|AMBIGUOUS/.test(code);
  if (!isSql) return `the query failed: ${code === '' ? '' : `${code}: `}${sentence}`;
  const place = line === undefined ? '' : ` (line ${Math.max(1, Number(line) - PREFIX_LINES)}:${column})`;
  return `the SQL cannot be run: ${sentence}${place}`;
}
