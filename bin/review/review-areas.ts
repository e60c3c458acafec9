import { CHANGE_KINDS, type ReviewChange } from '../../lib/core/review/review-change';

/** What changes are about, and how the names of their kinds begin. */
const AREAS: Readonly<Record<string, readonly string[]>> = {
  pipeline: ['pipeline'],
  evidence: ['evidence', 'update', 'state'],
  logging: ['logging'],
  access: ['access', 'permission'],
  detection: ['detection', 'coverage'],
  integrity: ['integrity'],
  retention: ['retention'],
  encryption: ['encryption'],
  'destinations and settings': ['delivery', 'setting', 'template'],
  preflight: ['preflight'],
  cost: ['cost'],
};

/** Areas that kinds exist for and no change is about. */
export function quietAreas(changes: readonly ReviewChange[]): readonly string[] {
  const loud = new Set(changes.map(({ kind }) => prefixOf(kind)));
  const known = new Set(Object.keys(CHANGE_KINDS).map(prefixOf));
  return Object.entries(AREAS)
    .filter(
      ([, prefixes]) => prefixes.some((each) => known.has(each)) && !prefixes.some((each) => loud.has(each)),
    )
    .map(([area]) => area);
}

function prefixOf(kind: string): string {
  return kind.slice(0, kind.indexOf('-'));
}
