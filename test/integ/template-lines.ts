/** A template as one line for each value, and none for what is empty: `Resources.Trail.Type: AWS::CloudTrail::Trail`. */
function linesOf(value: unknown, path: string): readonly string[] {
  if (typeof value !== 'object' || value === null) return [`${path}: ${String(value)}`];
  return Object.entries(value).flatMap(([key, member]) =>
    linesOf(member, path === '' ? key : `${path}.${key}`),
  );
}

/** What changes from one template to another: `- line` and `+ line`, in the order of the lines. */
export function changedLines(before: unknown, after: unknown): readonly string[] {
  const [old, fresh] = [before, after].map((template) => new Set(linesOf(template, '')));
  const lines = [
    ...[...(old ?? [])].filter((line) => fresh?.has(line) !== true).map((line) => ({ sign: '-', line })),
    ...[...(fresh ?? [])].filter((line) => old?.has(line) !== true).map((line) => ({ sign: '+', line })),
  ];
  return lines
    .sort((one, other) => (one.line < other.line ? -1 : one.line > other.line ? 1 : 0))
    .map(({ sign, line }) => `${sign} ${line}`);
}
