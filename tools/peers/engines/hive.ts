import type { Json, JsonObject } from '../../../lib/core/json/json-value';
import type { AnsweringProcess } from '../answering-process';
import { SHORT_LIVED, startJava } from './java-process';

/** The rows that Hive reads, or why it reads none. */
export interface HiveAnswer {
  readonly rows?: readonly JsonObject[];
  readonly error?: string;
}

/** Hive's interning of paths looks into `java.net.URI`. */
const HIVE_OPTIONS = [...SHORT_LIVED, '-Xmx512m', '--add-opens=java.base/java.net=ALL-UNNAMED'];

/** Hive's parser and SerDes, which are asked with a statement and records, and give a {@link HiveAnswer}. */
export function startHive(): Promise<AnsweringProcess> {
  return startJava('hive/HiveTable.java', HIVE_OPTIONS);
}

/** A column or member that a record has not got is NULL. */
export function withoutNulls(value: Json): Json {
  if (Array.isArray(value)) return value.map((element: Json) => withoutNulls(element));
  if (typeof value !== 'object' || value === null) return value;
  const members = Object.entries(value as JsonObject).filter(([, member]) => member !== null);
  return Object.fromEntries(members.map(([key, member]) => [key, withoutNulls(member as Json)]));
}
