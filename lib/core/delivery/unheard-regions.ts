import type { RealtimeCoverage } from '../settings/message/region-watch';

/** An account as it was found. */
export interface FoundAccount {
  readonly accountId: string;
  /** The Regions that deliver log files. */
  readonly delivering: readonly string[];
  /** The Regions that send heartbeats. */
  readonly heard: readonly string[];
}

/** The Regions of an account that deliver log files and are to send heartbeats, and send none. */
export function unheardRegions(
  { covered }: RealtimeCoverage,
  { accountId, delivering, heard }: FoundAccount,
): readonly string[] {
  const expected = covered
    .filter(({ accounts, excluded }) => {
      if (excluded.includes(accountId)) return false;
      if (accounts === 'all') return true;
      return accounts === 'heard' ? heard.length > 0 : accounts.includes(accountId);
    })
    .flatMap(({ regions }) => regions);
  return delivering.filter((region) => expected.includes(region) && !heard.includes(region));
}
