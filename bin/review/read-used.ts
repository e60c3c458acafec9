import { isJsonObject, type Json, type JsonObject } from '../../lib/core/json/json-value';
import type { UsedByPrincipal, UsedCalls } from '../../lib/core/review/access/used-changes';
import { UserError } from '../cli/user-error';
import { readDocument } from '../estate/read-estate';

/**
 * What principals used, as `trailwatch permissions --format json` prints it, of one or of all.
 *
 * @throws {@link UserError} if the file is none of its outputs
 */
export function readUsed(path: string): readonly UsedByPrincipal[] {
  const document = readDocument(path);
  if (!isJsonObject(document)) throw notUsed(path);
  const { principals } = document;
  const reports = principals === undefined ? [document] : principals;
  if (!Array.isArray(reports)) throw notUsed(path);
  return reports.map((report) => {
    if (!isJsonObject(report)) throw notUsed(path);
    const { principal, used } = report;
    if (typeof principal !== 'string' || !Array.isArray(used)) throw notUsed(path);
    return { principal, used: used.map((each) => toCalls(each, path)) };
  });
}

function toCalls(each: Json, path: string): UsedCalls {
  if (!isJsonObject(each)) throw notUsed(path);
  const { action, calls, first, last } = each as JsonObject;
  if (typeof action !== 'string' || typeof calls !== 'number') throw notUsed(path);
  return { action, calls, first: textOf(first), last: textOf(last) };
}

function textOf(value: Json | undefined): string {
  return typeof value === 'string' ? value : '';
}

function notUsed(path: string): UserError {
  return new UserError(`${path}: it is not what trailwatch permissions --format json prints`);
}
