import type { Claim, ClaimAnswer, ClaimRequest } from '../../lambda/aws/claim-item';
import type { ContributionEntry } from '../../lambda/aws/put-contribution';
import type { ContributionRange, RememberedContribution } from '../../lambda/aws/read-contributions';
import type { Storm } from '../../lambda/aws/read-storm';
import type { StormChange } from '../../lambda/aws/write-storm';

interface ClaimRow {
  status: 'sending' | 'sent' | 'grouped';
  owner: string;
  leaseUntilMs: number;
  expiresAtSeconds: number;
  upTo?: number;
}

/**
 * The table of claims in memory: what `lambda/aws` does to DynamoDB, each call as one step. The test of the local AWS
 * holds both to the same answers.
 */
export class MemoryTable {
  readonly claims = new Map<string, ClaimRow>();
  readonly ranks = new Map<string, number>();
  readonly storms = new Map<string, Storm>();
  readonly contributions = new Map<string, ContributionEntry>();

  claimItem(request: ClaimRequest): ClaimAnswer {
    const key = `${request.window}\n${request.item}`;
    const row = this.claims.get(key);
    const isExpired = row !== undefined && row.expiresAtSeconds <= Math.floor(request.nowMs / 1000);
    const isAbandoned = row?.status === 'sending' && row.leaseUntilMs <= request.nowMs;
    if (row !== undefined && !isExpired && !(isAbandoned && request.status === 'sending')) {
      if (row.status !== 'sending') return { kind: 'settled', status: row.status };
      return row.owner === request.owner ? won(true, row.upTo) : { kind: 'held', untilMs: row.leaseUntilMs };
    }
    const { status, owner, leaseUntilMs, expiresAtSeconds } = request;
    const upTo = row?.upTo ?? request.upTo;
    this.claims.set(key, { status, owner, leaseUntilMs, expiresAtSeconds, upTo });
    return won(row !== undefined && !isExpired, upTo);
  }

  settleClaim(claim: Claim, status: 'sent' | 'grouped'): boolean {
    const row = this.claims.get(`${claim.window}\n${claim.item}`);
    if (row?.owner !== claim.owner || (row.status !== 'sending' && row.status !== status)) return false;
    row.status = status;
    return true;
  }

  rankAlert(window: string): number {
    const rank = (this.ranks.get(window) ?? 0) + 1;
    this.ranks.set(window, rank);
    return rank;
  }

  countGrouped(window: string, nowMs: number): number {
    const rows = [...this.claims]
      .filter(([key]) => key.startsWith(`${window}\n`) && key.slice(window.length + 1) < 'g')
      .map(([, row]) => row);
    const nowSeconds = Math.floor(nowMs / 1000);
    return rows.filter((row) => row.status === 'grouped' && row.expiresAtSeconds > nowSeconds).length;
  }

  putContribution(entry: ContributionEntry): void {
    const { window, contribution, nowMs } = entry;
    const key = `${window} ${contribution.timeMs} ${contribution.id}`;
    const old = this.contributions.get(key);
    if (old === undefined || old.expiresAtSeconds <= Math.floor(nowMs / 1000))
      this.contributions.set(key, entry);
  }

  readContributions({ window, fromMs, untilMs, nowMs }: ContributionRange): RememberedContribution[] {
    return [...this.contributions.values()]
      .filter((entry) => entry.window === window && entry.expiresAtSeconds > Math.floor(nowMs / 1000))
      .filter(({ contribution: { timeMs } }) => timeMs >= fromMs && timeMs < untilMs)
      .map((entry) => ({ ...structuredClone(entry.contribution), writtenAtMs: entry.nowMs }));
  }

  readStorm(window: string, nowMs: number): Storm | undefined {
    const storm = this.storms.get(window);
    return storm === undefined || storm.expiresAtSeconds * 1000 <= nowMs ? undefined : storm;
  }

  writeStorm({ next, reportedBefore, nowMs }: StormChange): boolean {
    const storm = this.storms.get(next.window);
    const isFresh = storm === undefined || storm.expiresAtSeconds <= Math.floor(nowMs / 1000);
    const isSame = storm?.expiresAtSeconds === next.expiresAtSeconds && storm.reported === reportedBefore;
    if (!isFresh && !isSame) return false;
    this.storms.set(next.window, next);
    return true;
  }
}

function won(isRetaken: boolean, upTo: number | undefined): ClaimAnswer {
  return { kind: 'won', isRetaken, ...(upTo === undefined ? {} : { upTo }) };
}
