import { isOver } from './end-time';

/** Properties of the trial of a rule. */
export interface RuleTrial {
  /**
   * When it is to be decided whether the rule is promoted or removed: a day or a time in UTC, `2026-12-15` or
   * `2026-12-15T06:30:00Z`.
   */
  readonly until: string;
}

/** The warning on a trial that is over at the time of the synth. */
export function overTrial(name: string, until: string): readonly string[] {
  return isOver(until)
    ? [
        `the trial of rule '${name}' is over since ${until}, and its alerts are still not sent; promote it by leaving out onTrial, or remove it`,
      ]
    : [];
}
