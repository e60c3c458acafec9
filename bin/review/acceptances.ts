import { existsSync, writeFileSync } from 'node:fs';
import {
  type Acceptance,
  encodeAcceptances,
  isDay,
  parseAcceptances,
} from '../../lib/core/review/acceptance';
import type { ReviewChange } from '../../lib/core/review/review-change';
import { UserError } from '../cli/user-error';
import { readDocument } from '../estate/read-estate';

/** The options about acceptances, as the command line names them. */
export interface AcceptanceOptions {
  readonly accepted?: string;
  readonly accept?: readonly string[];
  readonly reason?: string;
  readonly by?: string;
  readonly until?: string;
}

/** The acceptances of the file that `--accepted` names; none where `--accept` is to create it. */
export function readAcceptances({ accepted, accept }: AcceptanceOptions): readonly Acceptance[] {
  if (accepted === undefined) {
    if (accept === undefined) return [];
    throw new UserError('--accept writes to the file of acceptances; name it with --accepted');
  }
  if (accept !== undefined && !existsSync(accepted)) return [];
  const parsed = parseAcceptances(readDocument(accepted));
  if ('problem' in parsed) throw new UserError(`${accepted}: ${parsed.problem}`);
  return parsed;
}

/** Writes the acceptances of the changes that `--accept` names, beside those that the file has. */
export function writeAcceptances(
  changes: readonly ReviewChange[],
  acceptances: readonly Acceptance[],
  { accepted = '', accept = [], reason = '', by = '', until = '' }: AcceptanceOptions,
): void {
  if (reason.trim() === '' || by.trim() === '' || !isDay(until))
    throw new UserError('--accept needs --reason, --by, and --until with a day, such as 2026-12-31');
  const wanted = accept.flatMap((list) => list.split(',')).map((each) => each.trim());
  const added = wanted.map((fingerprint): Acceptance => {
    const change = changes.find((each) => each.fingerprint === fingerprint);
    if (change === undefined)
      throw new UserError(
        `--accept ${fingerprint.slice(0, 40)}: no change of this review has this fingerprint`,
      );
    return { fingerprint, change: `${change.kind}: ${change.subject}: ${change.message}`, reason, by, until };
  });
  writeFileSync(accepted, encodeAcceptances(acceptances, added));
}
