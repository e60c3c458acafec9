import type { Obstacle } from './compile-result';

/** The reasons of a refusal for people: each sentence once, with the fields that it does not name. */
export function renderReasons(obstacles: readonly Obstacle[]): readonly string[] {
  const fields = new Map<string, Set<string>>();
  for (const { reason, field } of obstacles) {
    const named = fields.get(reason) ?? new Set();
    fields.set(reason, field === undefined || reason.includes(field) ? named : named.add(field));
  }
  return [...fields].map(([reason, named]) =>
    named.size === 0 ? reason : `${reason} (${[...named].join(', ')})`,
  );
}
