import type { AlertSourceLocation } from '../../lib/core/alert/alert';
import { oneLine } from '../../lib/core/safe-text/one-line';

/** As much of a name is told. */
const MAX_LENGTH = 80;

const COUNTRY_CODE = /^[A-Za-z]{2}$/;
const AS_NUMBER = /^(?:AS)?(\d{1,10})$/i;

/**
 * The members that trailwatch tells of the data of an address, as MaxMind and DB-IP write them (`country.iso_code`, `city.names.en`,
 * `autonomous_system_number`) and as IPinfo does (`country_code`, `city`, `asn`). Undefined if there is none. Names are in one line.
 */
export function toLocation(data: unknown): AlertSourceLocation | undefined {
  const country = countryOf(data);
  const city = textOf(memberOf(data, 'city')) ?? nameOf(memberOf(memberOf(data, 'city'), 'names'));
  const traits = memberOf(data, 'traits');
  const asNumber = asNumberOf(
    memberOf(data, 'autonomous_system_number') ??
      memberOf(traits, 'autonomous_system_number') ??
      memberOf(data, 'asn'),
  );
  const asOrganization = textOf(
    memberOf(data, 'autonomous_system_organization') ??
      memberOf(traits, 'autonomous_system_organization') ??
      memberOf(data, 'as_name'),
  );
  return filledLocation({ country, city, asNumber, asOrganization });
}

/** The members that are known, always in the same order; undefined without any. */
export function filledLocation(members: AlertSourceLocation): AlertSourceLocation | undefined {
  const { country, city, asNumber, asOrganization } = members;
  const location = {
    ...(country === undefined ? {} : { country }),
    ...(city === undefined ? {} : { city }),
    ...(asNumber === undefined ? {} : { asNumber }),
    ...(asOrganization === undefined ? {} : { asOrganization }),
  };
  return Object.keys(location).length === 0 ? undefined : location;
}

function countryOf(data: unknown): string | undefined {
  const country = memberOf(data, 'country');
  const codes = [memberOf(country, 'iso_code'), memberOf(data, 'country_code'), country];
  const code = codes.find((each): each is string => typeof each === 'string' && COUNTRY_CODE.test(each));
  return code?.toUpperCase();
}

/** The English name; that of another language where there is none. */
function nameOf(names: unknown): string | undefined {
  if (typeof names !== 'object' || names === null) return undefined;
  return textOf(memberOf(names, 'en')) ?? Object.values(names).map(textOf).find(isText);
}

function asNumberOf(value: unknown): number | undefined {
  const [, digits] = AS_NUMBER.exec(typeof value === 'number' ? String(value) : (textOf(value) ?? '')) ?? [];
  return digits === undefined ? undefined : Number(digits);
}

function textOf(value: unknown): string | undefined {
  if (typeof value !== 'string') return undefined;
  const text = oneLine(value, MAX_LENGTH);
  return text === '' ? undefined : text;
}

function isText(value: string | undefined): value is string {
  return value !== undefined;
}

function memberOf(value: unknown, name: string): unknown {
  if (typeof value !== 'object' || value === null) return undefined;
  return Object.hasOwn(value, name) ? (value as Record<string, unknown>)[name] : undefined;
}
