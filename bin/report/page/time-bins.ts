/** A bar of the timeline. */
export interface TimeBin {
  /** In seconds. */
  readonly from: number;
  readonly to: number;
  readonly total: number;
  /** By the place of the severity among those of the report. */
  readonly counts: Uint32Array;
}

const MINUTE = 60;
const HOUR = 3_600;
const DAY = 86_400;

/** Widths of a bar that people count in. */
const WIDTHS = [
  ...[MINUTE, 5 * MINUTE, 15 * MINUTE, HOUR, 3 * HOUR, 6 * HOUR, 12 * HOUR, DAY],
  ...[7 * DAY, 30 * DAY, 91 * DAY, 365 * DAY],
];

/** The maximum number of distinguishable bars. */
const MAX_BINS = 96;

/** Alerts with their times and severities. */
export interface TimedAlerts {
  readonly rows: Uint32Array;
  /** In seconds; each of the alerts has one. */
  readonly times: Float64Array;
  readonly severityOf: (row: number) => number;
  readonly severities: number;
}

/** Bars of equal width for all alerts, those without alerts among them. None if there is no alert. */
export function toTimeBins({ rows, times, severityOf, severities }: TimedAlerts): readonly TimeBin[] {
  let first = Number.POSITIVE_INFINITY;
  let last = Number.NEGATIVE_INFINITY;
  for (const row of rows) {
    const time = times[row] ?? 0;
    if (time < first) first = time;
    if (time > last) last = time;
  }
  if (rows.length === 0) return [];
  const width = widthFor(last - first);
  const start = Math.floor(first / width) * width;
  const count = Math.floor((last - start) / width) + 1;
  const counts = Array.from({ length: count }, () => new Uint32Array(severities));
  for (const row of rows) {
    const bin = counts[Math.floor(((times[row] ?? 0) - start) / width)];
    const severity = severityOf(row);
    if (bin !== undefined) bin[severity] = (bin[severity] ?? 0) + 1;
  }
  return counts.map((each, place) => ({
    from: start + place * width,
    to: start + (place + 1) * width,
    total: each.reduce((sum, number) => sum + number, 0),
    counts: each,
  }));
}

function widthFor(span: number): number {
  const fitting = WIDTHS.find((width) => span / width < MAX_BINS - 1);
  return fitting ?? Math.ceil(span / (MAX_BINS - 1) / DAY) * DAY;
}
