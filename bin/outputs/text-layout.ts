import type { createColors } from 'picocolors';
import type { Severity } from '../../lib/core/rule/rule';

/** A paragraph in lines of at most `width`, between words; `lead` begins the first line and indents the others. */
export function wrapText(text: string, width: number, lead: string): string {
  const indent = ' '.repeat(lead.length);
  const lines: string[] = [];
  let line = lead;
  for (const word of text.split(/\s+/).filter((found) => found !== '')) {
    const isFirst = line.length === lead.length;
    if (!isFirst && line.length + 1 + word.length > width) {
      lines.push(line);
      line = indent + word;
    } else line += isFirst ? word : ` ${word}`;
  }
  return [...lines, line].join('\n');
}

/** An approximate remaining time: `45 s`, `12 min`, `3.5 h`. */
export function durationText(seconds: number): string {
  if (seconds < 90) return `${Math.ceil(seconds)} s`;
  return seconds < 5400 ? `${Math.round(seconds / 60)} min` : `${(seconds / 3600).toFixed(1)} h`;
}

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
