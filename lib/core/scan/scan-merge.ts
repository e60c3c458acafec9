import type { ContributionSpool } from '../correlation/contribution-spool';
import type { CorrelationPlan } from '../correlation/correlation-plan';
import type { NotedContribution } from '../correlation/spooled-line';
import type { SeenRecords } from '../record/seen/seen-records';
import type { FilePortion } from './file-search';
import { runsIn } from './record-notes';

/** What all files together are compared and counted with. */
export interface MergeParts {
  readonly seen: SeenRecords;
  readonly contributions: ContributionSpool;
  /** Of the rule set with which the files were searched. */
  readonly plans: readonly CorrelationPlan[];
}

/** What the records of a portion are among those of all portions before it. */
export interface MergedPortion {
  readonly matched: number;
  readonly unmatched: number;
  /** The places of the records that came before: what is found in them is not found again. */
  readonly duplicates: ReadonlySet<number>;
  /** The places of those with the identity of a record with other content. */
  readonly changed: readonly number[];
}

/** Decides which records come again. It takes the portions of all files in one order, which alone decides the result. */
export class ScanMerge {
  constructor(private readonly parts: MergeParts) {}

  /** Takes the next portion. What its records add to correlations is added, unless they came before. */
  take({ notes, contributions }: Pick<FilePortion, 'notes' | 'contributions'>): MergedPortion {
    const duplicates = new Set<number>();
    const changed: number[] = [];
    let [matched, unmatched] = [0, 0];
    for (const { index, records, keys, isMatched } of runsIn(notes)) {
      const before = this.parts.seen.addKeys(keys);
      if (isMatched === undefined) continue;
      let again = 0;
      for (const { place, sighting } of before) {
        if (sighting === 'changed') changed.push(index + place);
        else {
          duplicates.add(index + place);
          again += 1;
        }
      }
      if (isMatched) matched += records - again;
      else unmatched += records - again;
    }
    for (const one of withoutPlaces(contributions, duplicates)) this.#add(one);
    return { matched, unmatched, duplicates, changed };
  }

  #add(contribution: NotedContribution): void {
    this.parts.contributions.put(this.parts.plans[contribution.plan] as CorrelationPlan, contribution);
  }
}

/** What is not of the records with those places. */
export function withoutPlaces<T extends { readonly index: number }>(
  all: readonly T[],
  places: ReadonlySet<number>,
): readonly T[] {
  return places.size === 0 ? all : all.filter(({ index }) => !places.has(index));
}
