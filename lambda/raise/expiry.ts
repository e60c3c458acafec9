import { parseObjectKey } from '../../lib/core/record/object-key';
import type { RaiserSettings } from '../../lib/core/settings/alerting-handler-settings';

/** When an item that is written now expires from the table of claims, in seconds since 1970. */
export function expiresAtSeconds(
  nowMs: number,
  { rememberDays }: Pick<RaiserSettings, 'rememberDays'>,
): number {
  return Math.floor(nowMs / 1000) + rememberDays * 86_400;
}

/** When a file was delivered, as its name says, or the day of its folder. */
export function deliveryTimeOf(key: string): string | undefined {
  const place = parseObjectKey(key);
  return place?.file.kind === 'log' ? place.file.deliveryTime : place?.date;
}
