import type { createColors } from 'picocolors';
import type { Severity } from '../../lib/core/rule/rule';

/** A severity in its colour; plain where `colors` has none. */
export function paintSeverity(severity: Severity, colors: ReturnType<typeof createColors>): string {
  switch (severity) {
    case 'critical':
      return colors.inverse(colors.red(severity));
    case 'high':
      return colors.red(severity);
    case 'medium':
      return colors.yellow(severity);
    case 'low':
      return colors.cyan(severity);
    case 'informational':
      return severity;
    default:
      return severity satisfies never;
  }
}
