import type { SynthesizedTemplate } from './scenario-templates';

/**
 * Of scenarios those that together have every type of resource with every property that any of them has, nested ones too, and with
 * an empty list, a list of one and a longer one wherever there is such a list. What an engine says of a type and its properties it has
 * said of these; the others would only repeat it.
 */
export function coveringScenarios(templates: readonly SynthesizedTemplate[]): ReadonlySet<string> {
  const left = new Map<string, Set<string>>();
  for (const { scenario, template } of templates) {
    const marks = left.get(scenario) ?? new Set();
    left.set(scenario, marks);
    for (const { Type, Properties } of Object.values(template.Resources ?? {}))
      addMarks(Properties, Type, marks);
  }
  const covering = new Set<string>();
  for (let next = richest(left); next !== undefined; next = richest(left)) {
    const covered = left.get(next) ?? new Set();
    left.delete(next);
    covering.add(next);
    for (const marks of left.values()) for (const mark of covered) marks.delete(mark);
  }
  return covering;
}

/** The one with most marks; none if none has any. */
function richest(left: ReadonlyMap<string, ReadonlySet<string>>): string | undefined {
  let most = 0;
  let found: string | undefined;
  for (const [scenario, { size }] of left) if (size > most) [most, found] = [size, scenario];
  return found;
}

function addMarks(value: unknown, path: string, marks: Set<string>): void {
  if (Array.isArray(value)) {
    marks.add(`${path} of ${Math.min(value.length, 2)}`);
    for (const item of value) addMarks(item, `${path}[]`, marks);
  } else if (typeof value === 'object' && value !== null) {
    marks.add(`${path}.`);
    for (const [name, member] of Object.entries(value)) addMarks(member, `${path}.${name}`, marks);
  } else {
    marks.add(path);
  }
}
