import { parseObjectKey } from '../../lib/core/record/object-key';
import type { RaiserSettings } from '../../lib/core/settings/alerting-handler-settings';

/** When an item that is written now expires from the table of claims, in seconds since 1970. */
export function expiresAtSeconds(
  nowMs: number,
  { rememberDays }: Pick<RaiserSettings, 'rememberDays'>,
): number {
  return Math.floor(nowMs / 1000) + rememberDays * 86_400;
}

/**
 * When what the table has of a window as a whole expires, if it is written now: how many alerts were reported, and which ones they are.
 * All of these items expire at the same time, so that a report counts no alert again. The earliest time is that of a claim. The next
 * ones are as far apart as alerts are remembered, counted from the start of the window, so that only late alerts move it.
 */
export function windowExpiresAtSeconds(
  nowMs: number,
  { start }: { readonly start: string },
  settings: Pick<RaiserSettings, 'rememberDays'>,
): number {
  const startMs = Date.parse(start);
  const fromSeconds = Number.isNaN(startMs) ? 0 : Math.floor(startMs / 1000);
  const stepSeconds = settings.rememberDays * 86_400;
  const steps = Math.ceil((expiresAtSeconds(nowMs, settings) - fromSeconds) / stepSeconds);
  return fromSeconds + steps * stepSeconds;
}

/** When a file was delivered, as its name says, or the day of its folder. */
export function deliveryTimeOf(key: string): string | undefined {
  const place = parseObjectKey(key);
  return place?.file.kind === 'log' ? place.file.deliveryTime : place?.date;
}
