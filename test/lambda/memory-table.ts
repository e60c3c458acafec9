import type { CountedWindow, GroupedIds } from '../../lambda/aws/put-grouped-ids';
import type { Admission } from '../../lambda/aws/table/admit-alert';
import {
  type Claim,
  type ClaimAnswer,
  type ClaimRequest,
  MAX_SKEW_MS,
} from '../../lambda/aws/table/claim-item';
import type { ClaimWatch } from '../../lambda/aws/table/claim-watch';
import type { ListedKinds } from '../../lambda/aws/table/list-kinds';
import type { Admitted } from '../../lambda/aws/table/read-admitted';
import type {
  ContributionEntry,
  ContributionRange,
  RememberedContribution,
} from '../../lambda/aws/table/read-contributions';
import type { Storm, StormChange } from '../../lambda/aws/table/read-storm';
import type { ReadRepeats, RepeatChange } from '../../lambda/aws/table/repeat-item';
import type { SummaryChange } from '../../lambda/aws/table/summary-item';
import {
  type AlertKinds,
  isWithoutKinds,
  KIND_NAMES,
  KnownKinds,
  LISTED,
  mapKinds,
  NO_KINDS,
  SENT_FIRST,
  SENT_KNOWN,
} from '../../lib/core/alert/alert-kinds';
import { countDistinct, idPrefix, PackedAlertIds } from '../../lib/core/alert/packed-alert-ids';

interface ClaimRow {
  status: 'sending' | 'sent' | 'grouped';
  owner: string;
  leaseUntilMs: number;
  expiresAtSeconds: number;
  upTo?: number;
}

interface AdmittedRow {
  readonly ids: Set<string>;
  readonly threshold: number;
  readonly known: ReadonlySet<string>;
  readonly kinds: AlertKinds;
  readonly expiresAtSeconds: number;
}

interface ListedRow {
  readonly kinds: KnownKinds;
  expiresAtSeconds: number;
}

/**
 * The table of claims in memory: what `lambda/aws` does to DynamoDB, each call as one step. The test of the local AWS
 * holds both to the same answers.
 */
export class MemoryTable {
  readonly claims = new Map<string, ClaimRow>();
  readonly admitted = new Map<string, AdmittedRow>();
  readonly listed = new Map<string, ListedRow>();
  /** By window, then by content. */
  readonly groupedIds = new Map<string, Map<string, GroupedIds>>();
  readonly storms = new Map<string, Storm>();
  /** By window, then by content. */
  readonly contributions = new Map<string, Map<string, ContributionEntry>>();
  readonly repeats = new Map<string, Omit<RepeatChange, 'key'>>();
  readonly summary: SummaryChange[] = [];
  readonly actors = new Map<string, number>();

  claimItem(request: ClaimRequest, watch?: Pick<ClaimWatch, 'own' | 'isAbandoned'>): ClaimAnswer {
    const key = `${request.window}\n${request.item}`;
    const row = this.claims.get(key);
    const isExpired = row !== undefined && row.expiresAtSeconds <= Math.floor(request.nowMs / 1000);
    const isLongOver = row?.status === 'sending' && row.leaseUntilMs <= request.nowMs - MAX_SKEW_MS;
    const isHeld = row?.status === 'sending' && row.owner !== request.owner && request.status === 'sending';
    const leaseMs = request.leaseUntilMs - request.nowMs;
    const isAbandoned =
      isLongOver ||
      (isHeld && !isExpired && watch?.isAbandoned(key, `${row.owner} ${row.leaseUntilMs}`, leaseMs) === true);
    if (row !== undefined && !isExpired && !(isAbandoned && request.status === 'sending')) {
      if (row.status !== 'sending') return { kind: 'settled', status: row.status };
      return row.owner === request.owner ? won(row.upTo) : { kind: 'held', untilMs: row.leaseUntilMs };
    }
    const { status, owner, leaseUntilMs, expiresAtSeconds } = request;
    const upTo = (isExpired ? undefined : row?.upTo) ?? request.upTo;
    this.claims.set(key, { status, owner, leaseUntilMs, expiresAtSeconds, upTo });
    watch?.own(key, `${owner} ${leaseUntilMs}`);
    return won(upTo);
  }

  settleClaim(claim: Claim, status: 'sent' | 'grouped'): boolean {
    const row = this.claims.get(`${claim.window}\n${claim.item}`);
    const { leaseUntilMs, expiresAtSeconds } = claim;
    if (row?.leaseUntilMs !== leaseUntilMs || row.expiresAtSeconds !== expiresAtSeconds) return false;
    if (row.upTo !== claim.upTo) return false;
    if (row.owner !== claim.owner || (row.status !== 'sending' && row.status !== status)) return false;
    row.status = status;
    return true;
  }

  admitAlert({ window, alertId, threshold, kinds, knownActor, expiresAtSeconds }: Admission): boolean {
    const none = { ids: new Set<string>(), kinds: NO_KINDS, threshold, known: new Set<string>() };
    const row = this.admitted.get(window) ?? none;
    const id = idPrefix(alertId);
    const isFirst = KIND_NAMES.some(
      (name) =>
        row.kinds[name].length < SENT_FIRST[name] &&
        kinds[name].some((value) => !row.kinds[name].includes(value)),
    );
    const isKnown = knownActor !== undefined && row.known.size < SENT_KNOWN && !row.known.has(knownActor);
    if (row.ids.size >= row.threshold && !row.ids.has(id) && !isFirst && !isKnown) return false;
    row.ids.add(id);
    const merged = mapKinds(row.kinds, (values, name) => [...new Set([...values, ...kinds[name]])]);
    const known = new Set([...row.known, ...(knownActor === undefined ? [] : [knownActor])]);
    this.admitted.set(window, { ...row, kinds: merged, known, expiresAtSeconds });
    return true;
  }

  readAdmitted(window: string): Admitted {
    const row = this.admitted.get(window);
    return { ids: new Set(row?.ids), kinds: row?.kinds ?? NO_KINDS };
  }

  listKinds({ window, kinds, expiresAtSeconds }: ListedKinds): void {
    const row = this.listed.get(window) ?? { kinds: new KnownKinds(LISTED), expiresAtSeconds };
    this.listed.set(window, row);
    if (isWithoutKinds(row.kinds.unknownOf(kinds))) return;
    row.kinds.add(kinds);
    row.expiresAtSeconds = expiresAtSeconds;
  }

  readListed(window: string): AlertKinds {
    return this.listed.get(window)?.kinds.kinds ?? NO_KINDS;
  }

  putGroupedIds({ window, ids, expiresAtSeconds }: GroupedIds): void {
    const pieces = this.groupedIds.get(window) ?? new Map<string, GroupedIds>();
    this.groupedIds.set(window, pieces);
    pieces.set(Buffer.from(ids).toString('base64'), { window, ids: Uint8Array.from(ids), expiresAtSeconds });
  }

  readGroupedIds(window: string, nowMs: number): readonly Uint8Array[] {
    const nowSeconds = Math.floor(nowMs / 1000);
    const claimed = new PackedAlertIds();
    for (const [key, { status, expiresAtSeconds }] of this.claims) {
      const isAlert = key.startsWith(`${window}\n`) && key.slice(window.length + 1) < 'g';
      if (isAlert && status === 'grouped' && expiresAtSeconds > nowSeconds) {
        claimed.add(key.slice(window.length + 1));
      }
    }
    const pieces = [...(this.groupedIds.get(window)?.values() ?? [])]
      .filter(({ expiresAtSeconds }) => expiresAtSeconds > nowSeconds)
      .map(({ ids }) => ids);
    return [...pieces, claimed.bytes];
  }

  countGrouped({ window, nowMs, rememberUntilSeconds }: CountedWindow): number {
    const grouped = this.readGroupedIds(window, nowMs);
    const lasting = this.readGroupedIds(window, (rememberUntilSeconds - 1) * 1000);
    for (const ids of PackedAlertIds.onlyIn(grouped, lasting).pieces())
      this.putGroupedIds({ window, ids, expiresAtSeconds: rememberUntilSeconds });
    const row = this.admitted.get(window);
    if (row !== undefined && row.expiresAtSeconds < rememberUntilSeconds)
      this.admitted.set(window, { ...row, expiresAtSeconds: rememberUntilSeconds });
    return countDistinct(grouped, this.readAdmitted(window).ids);
  }

  putContributions(entry: ContributionEntry): void {
    const { window, contributions, nowMs } = entry;
    const key = contributions.map(({ id, timeMs }) => `${timeMs} ${id}`).join();
    const written = this.contributions.get(window) ?? new Map<string, ContributionEntry>();
    this.contributions.set(window, written);
    const old = written.get(key);
    if (old === undefined || old.expiresAtSeconds <= Math.floor(nowMs / 1000)) written.set(key, entry);
  }

  readContributions({ window, fromMs, untilMs, nowMs }: ContributionRange): RememberedContribution[] {
    return [...(this.contributions.get(window)?.values() ?? [])]
      .filter(({ contributions }) => {
        const timeMs = contributions[0]?.timeMs ?? untilMs;
        return timeMs >= fromMs && timeMs < untilMs;
      })
      .filter(({ expiresAtSeconds }) => expiresAtSeconds > Math.floor(nowMs / 1000))
      .flatMap((entry) =>
        entry.contributions.map((one) => ({ ...structuredClone(one), writtenAtMs: entry.nowMs })),
      );
  }

  readRepeats(key: string): ReadRepeats {
    const { next: state, revision } = this.repeats.get(key) ?? {};
    return { state, ...(revision === undefined ? {} : { revision }) };
  }

  writeRepeats({ key, next, revision }: RepeatChange): boolean {
    const written = this.repeats.get(key)?.revision;
    if (written !== revision) return false;
    this.repeats.set(key, { next, revision: String(Number(written ?? 0) + 1) });
    return true;
  }

  countSummary(change: SummaryChange): void {
    this.summary.push(change);
    const { actorHash, nowMs } = change;
    if (!this.actors.has(actorHash)) this.actors.set(actorHash, nowMs);
  }

  readActor(actorHash: string): number | undefined {
    return this.actors.get(actorHash);
  }

  /** As DynamoDB does it, hours or days later. */
  deleteExpired(nowMs: number): void {
    const isOver = ({ expiresAtSeconds }: { readonly expiresAtSeconds: number }) =>
      expiresAtSeconds <= Math.floor(nowMs / 1000);
    const { claims, admitted, listed, storms } = this;
    const rows: readonly Map<string, { readonly expiresAtSeconds: number }>[] = [
      claims,
      admitted,
      listed,
      storms,
      ...this.groupedIds.values(),
    ];
    for (const ofKind of rows) for (const [key, row] of ofKind) if (isOver(row)) ofKind.delete(key);
  }

  readStorm(window: string, nowMs: number): Storm | undefined {
    const storm = this.storms.get(window);
    return storm === undefined || storm.expiresAtSeconds * 1000 <= nowMs ? undefined : storm;
  }

  writeStorm({ next, reportedBefore, nowMs }: StormChange): boolean {
    const storm = this.storms.get(next.window);
    const isFresh = storm === undefined || storm.expiresAtSeconds <= Math.floor(nowMs / 1000);
    const isSame =
      storm !== undefined &&
      storm.expiresAtSeconds <= next.expiresAtSeconds &&
      storm.reported === reportedBefore;
    if (!isFresh && !isSame) return false;
    this.storms.set(next.window, next);
    return true;
  }
}

function won(upTo: number | undefined): ClaimAnswer {
  return { kind: 'won', ...(upTo === undefined ? {} : { upTo }) };
}
