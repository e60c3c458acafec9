import type { AlertSourceLocation } from './alert';

/** Where an address is, in short: `DE Frankfurt am Main AS64500 Example`. Empty if it is not known. */
export function renderLocation(location: AlertSourceLocation | undefined): string {
  if (location === undefined) return '';
  const { country, city, asNumber, asOrganization } = location;
  const system = asNumber === undefined ? undefined : `AS${asNumber}`;
  return [country, city, system, asOrganization]
    .filter((part) => part !== undefined && part !== '')
    .join(' ');
}
