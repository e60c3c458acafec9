/**
 * Whether a text equals, begins or ends with another one, whatever the case of its letters, as event-ruler has it: each
 * UTF-16 unit of the pattern stands for its lower-case and for its upper-case form, which may be longer than one.
 */
export function caselessTest(
  relation: 'equals' | 'prefix' | 'suffix',
  pattern: string,
): (text: string) => boolean {
  const units = pattern.split('').map(formsOf);
  if (relation === 'suffix') {
    return (text) =>
      endsOf([...units].reverse(), text.length, (form, end) => beginsAt(text, form, end)).size > 0;
  }
  const forwards = (text: string) =>
    endsOf(units, 0, (form, start) => (text.startsWith(form, start) ? start + form.length : undefined));
  return relation === 'prefix'
    ? (text) => forwards(text).size > 0
    : (text) => forwards(text).has(text.length);
}

/** The lower-case and the upper-case form of one UTF-16 unit. */
function formsOf(unit: string): readonly string[] {
  return [...new Set([unit.toLowerCase(), unit.toUpperCase()])];
}

/** The offsets that can be reached from `start` when one form of each unit is gone over. */
function endsOf(
  units: readonly (readonly string[])[],
  start: number,
  goOver: (form: string, at: number) => number | undefined,
): ReadonlySet<number> {
  let offsets = new Set([start]);
  for (const forms of units) {
    const next = new Set<number>();
    for (const offset of offsets) {
      for (const form of forms) {
        const reached = goOver(form, offset);
        if (reached !== undefined) next.add(reached);
      }
    }
    if (next.size === 0) return next;
    offsets = next;
  }
  return offsets;
}

function beginsAt(text: string, form: string, end: number): number | undefined {
  const start = end - form.length;
  return start >= 0 && text.startsWith(form, start) ? start : undefined;
}
