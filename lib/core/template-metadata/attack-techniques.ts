/** The ids of techniques among Sigma tags: `T1562.008` of `attack.t1562.008`; sorted, each once. */
export function techniquesOf(tags: readonly string[]): readonly string[] {
  const ids = tags.flatMap((tag) => {
    const [, id] = /^attack\.(t\d{4}(?:\.\d{3})?)$/i.exec(tag) ?? [];
    return id === undefined ? [] : [id.toUpperCase()];
  });
  return [...new Set(ids)].sort();
}
