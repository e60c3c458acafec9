import type { ChangeKind, ReviewChange } from '../../lib/core/review/review-change';

/** What changes are about, in the order of a report, and how their kinds begin. */
const AREAS: readonly (readonly [area: string, prefixes: readonly string[]])[] = [
  ['Evidence', ['evidence', 'update', 'state']],
  ['Logging', ['logging']],
  ['Access', ['access']],
  ['Detection', ['detection', 'coverage']],
  ['Integrity', ['integrity']],
  ['Retention', ['retention']],
  ['Encryption', ['encryption']],
  ['Destinations and settings', ['delivery', 'setting']],
  ['Preflight', ['preflight']],
  ['Cost', ['cost']],
];

/** The changes of one area. */
export interface AreaChanges {
  readonly area: string;
  readonly changes: readonly ReviewChange[];
}

/** Changes by what they are about; areas without changes are there, too. */
export function byArea(changes: readonly ReviewChange[]): readonly AreaChanges[] {
  return AREAS.map(([area, prefixes]) => ({
    area,
    changes: changes.filter(({ kind }) => prefixes.includes(prefixOf(kind))),
  }));
}

function prefixOf(kind: ChangeKind): string {
  return kind.slice(0, kind.indexOf('-'));
}
