import { isIntrinsic, resolveIntrinsic } from '../../selector/parse/template-value';
import { renderValue } from '../../selector/selector-value';
import { isOpen, numberAt } from '../template-json';

/** What a setting protects. */
export type Area = 'integrity' | 'retention' | 'encryption' | 'delivery' | 'access' | 'logging';

/** The value of a setting of one resource. */
export interface Setting {
  readonly area: Area;
  /** Such as `log file validation`. */
  readonly name: string;
  /** In words. */
  readonly value: string;
  /** More protects better; `undefined`: only the deployment knows, or values cannot be ranked. */
  readonly rank: number | undefined;
}

/** The settings of a resource of a type, by its properties. */
export type SettingsOf = (properties: unknown) => readonly Setting[];

const MAX_LENGTH = 300;

const UNKNOWN = 'known to the deployment only';

/** A yes or no. */
export function flag(
  [area, name]: readonly [Area, string],
  value: unknown,
  { absent = false, on = 'on', off = 'off' } = {},
): Setting {
  if (isOpen(value)) return { area, name, value: UNKNOWN, rank: undefined };
  const isOn = value === undefined ? absent : value === true || value === 'true' || value === 'Enabled';
  return { area, name, value: isOn ? on : off, rank: isOn ? 1 : 0 };
}

/** Something that is there or not. */
export function presence([area, name]: readonly [Area, string], value: unknown, absent = 'none'): Setting {
  const isThere = value !== undefined && value !== '' && value !== false;
  return { area, name, value: isThere ? renderReference(value) : absent, rank: isThere ? 1 : 0 };
}

/** A number of days; forever where there is none. */
export function days([area, name]: readonly [Area, string], value: unknown, absent = 'forever'): Setting {
  if (isOpen(value)) return { area, name, value: UNKNOWN, rank: undefined };
  const number = numberAt({ value }, 'value');
  if (number === undefined)
    return { area, name, value: absent, rank: absent === 'forever' ? Number.POSITIVE_INFINITY : 0 };
  return { area, name, value: `${number} days`, rank: number };
}

/** One of several values, each with its rank. */
export function ranked([area, name]: readonly [Area, string], value: string, rank: number): Setting {
  return { area, name, value, rank };
}

/** A reference or a value in few words: `${Key.Arn}`, `alias/audit`. */
export function renderReference(value: unknown): string {
  if (isIntrinsic(value)) return renderValue(resolveIntrinsic(value, new Map())).slice(0, MAX_LENGTH);
  return typeof value === 'object' ? 'set' : String(value).slice(0, MAX_LENGTH);
}
