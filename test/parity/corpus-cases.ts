import { parse } from 'yaml';
import { toPredicate } from '../../lib/core/compile/predicate/to-predicate';
import type { JsonObject } from '../../lib/core/json/json-value';
import { parseSigma } from '../../lib/core/sigma/sigma-file';
import type { ComparedRule, ReadRule } from '../equivalence/compare-batch';
import { fieldsOf } from '../equivalence/fair-record';
import { ruleFiles } from './corpus';
import { mutationsAt, valueAt } from './mutation';

/** Records that a rule matches and whose mutations are tried. */
const MAX_POSITIVES = 1;

/** Every detection of the files below a folder, as a rule of its own. */
export function documentsUnder(folder: string): readonly ComparedRule[] {
  return ruleFiles(folder).flatMap(({ name, text }) => {
    if (parseSigma(text, name).refused.length > 0) return [];
    const documents = text.split(/^---$/m).filter((document) => parse(document)?.detection !== undefined);
    return documents.map((sigma) => ({ sigma, options: {} }));
  });
}

/**
 * Fields of a rule whose mutations are tried; those that the record has come first. Rules by kind read hundreds of
 * members, one for each call, of which a record has one or two.
 */
const MAX_FIELDS = 40;

/** Mutations of a record that the rule matches, at the fields that it reads. */
export function mutationsFor({ condition }: ReadRule, records: readonly JsonObject[]): readonly JsonObject[] {
  const fields = [...new Set(fieldsOf(condition))];
  const matching = records.filter(toPredicate(condition)).slice(0, MAX_POSITIVES);
  return matching.flatMap((record) => {
    const has = (field: string) => valueAt(record, field.split('.')) !== undefined;
    const tried = [...fields.filter(has), ...fields.filter((field) => !has(field))].slice(0, MAX_FIELDS);
    return tried.flatMap((field) => mutationsAt(record, field));
  });
}

/**
 * Whether its keys are in the case in which CloudTrail writes them. Some events of Panther's tests are not, and columns
 * are not case-sensitive: the table would hold another record.
 */
export function isSpelledAsDelivered(record: JsonObject): boolean {
  return !/"(eventname|eventsource|EventName|EventSource|sessionissuer|SessionIssuer|sessioncontext|SessionContext|Type)":/.test(
    JSON.stringify(record),
  );
}

/** The members in chunks of a size. */
export function* chunksOf<T>(all: readonly T[], size: number): Iterable<readonly T[]> {
  for (let at = 0; at < all.length; at += size) yield all.slice(at, at + size);
}
