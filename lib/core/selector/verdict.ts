/** Yes, no, or what only the deployment can tell (Kleene's three values). */
export type Verdict = 'yes' | 'no' | 'unknown';

/** `no` when any is, else `unknown` when any is, else `yes`; no verdicts at all give `yes`. */
export function allOf(verdicts: readonly Verdict[]): Verdict {
  if (verdicts.includes('no')) return 'no';
  return verdicts.includes('unknown') ? 'unknown' : 'yes';
}

/** `yes` when any is, else `unknown` when any is, else `no`; no verdicts at all give `no`. */
export function anyOf(verdicts: readonly Verdict[]): Verdict {
  if (verdicts.includes('yes')) return 'yes';
  return verdicts.includes('unknown') ? 'unknown' : 'no';
}

/** The opposite; what is not known stays so. */
export function not(verdict: Verdict): Verdict {
  if (verdict === 'unknown') return 'unknown';
  return verdict === 'yes' ? 'no' : 'yes';
}

/** The verdict that a plain yes or no gives. */
export function verdictOf(holds: boolean): Verdict {
  return holds ? 'yes' : 'no';
}
