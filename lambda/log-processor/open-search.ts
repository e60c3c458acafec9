import { readFileSync } from 'node:fs';
import { IndexedRules } from '../../lib/core/compile/predicate/indexed-rules';
import { Detections } from '../../lib/core/correlation/detections';
import type { RecordSieve } from '../../lib/core/json/record-sieve';
import { sieveOf } from '../../lib/core/prefilter/late-sieve';
import { openRules } from '../raise/open-rules';

/** What the records of every log file are searched with. */
export interface OpenedSearch {
  readonly detections: Detections;
  readonly sieve: RecordSieve | undefined;
}

/** Where it is read from. */
export interface SearchFiles {
  readonly rulesFile: string;
  readonly prefilterFile: string;
  /** trailwatch's own keys, as in the function's environment. */
  readonly ownKeys: string | undefined;
}

/** Opens the rules of a function's layer, and the prefilter beside its code. */
export function openSearch({ rulesFile, prefilterFile, ownKeys }: SearchFiles): OpenedSearch {
  const rules = openRules(rulesFile, ownKeys);
  const detections =
    rules instanceof IndexedRules
      ? Detections.ofIndexed(rules)
      : Detections.of(rules.rules, rules.correlations);
  return { detections, sieve: sieveOf(detections, readFileSync(prefilterFile)) };
}
