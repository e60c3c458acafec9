import { SEVERITIES, type Severity } from '../rule/rule';

/** The variable of functions whose alerts people may silence: the path of the parameters. Absent where they may not. */
export const SILENCES_VARIABLE = 'TRAILWATCH_SILENCES';

/** The path of the silences of a log processor. Whoever sets one sees from it which alerts can be silenced. */
export function toSilencePath(processorName: string, maximumSeverity: Severity): string {
  return `/trailwatch/${processorName}/silences/${maximumSeverity}`;
}

/** The severity up to which alerts can be silenced by the parameters of a path; of one that is none, the lowest. */
export function maximumSeverityOf(path: string): Severity {
  const last = path.slice(path.lastIndexOf('/') + 1);
  return SEVERITIES.find((severity) => severity === last) ?? 'informational';
}
