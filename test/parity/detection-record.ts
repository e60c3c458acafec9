import type { JsonObject } from '../../lib/core/json/json-value';
import type { OracleDetection } from './sigma-oracle';

/** The fields that a detection asks for. */
export function fieldsOf(detection: OracleDetection): readonly string[] {
  const fields = new Set<string>();
  const visit = (node: unknown) => {
    if (Array.isArray(node)) return node.forEach(visit);
    if (typeof node !== 'object' || node === null) return;
    for (const key of Object.keys(node)) fields.add(key.split('|')[0]!);
  };
  for (const [name, selection] of Object.entries(detection)) if (name !== 'condition') visit(selection);
  return [...fields].filter((field) => field !== '');
}

/** A flat record in which each field has all the values that the detection asks for, as an array. */
export function recordFor(detection: OracleDetection): JsonObject {
  const record: Record<string, string[]> = {};
  const visit = (node: unknown) => {
    if (Array.isArray(node)) {
      for (const one of node) visit(one);
    } else if (typeof node === 'object' && node !== null) {
      for (const [key, value] of Object.entries(node)) {
        const field = key.split('|')[0]!.split('.')[0]!;
        record[field] = [
          ...(record[field] ?? []),
          ...[value].flat().map((one) => String(one).replaceAll('*', '')),
        ];
      }
    }
  };
  for (const [name, selection] of Object.entries(detection))
    if (!/^(condition|filter)/.test(name)) visit(selection);
  return record;
}
