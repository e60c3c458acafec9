import { parseObjectKey } from '../../lib/core/record/object-key';

/** When a file was delivered, as its name says, or the day of its folder. */
export function deliveryTimeOf(key: string): string | undefined {
  const place = parseObjectKey(key);
  return place?.file.kind === 'log' ? place.file.deliveryTime : place?.date;
}
