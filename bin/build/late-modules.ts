/** Which modules each module of a bundle imports at once. */
export type ImportGraph = ReadonlyMap<string, readonly string[]>;

/**
 * The modules that the entrances use without any of the late ones, and that late ones use, too. Of these, those are left out
 * that import a late module themselves.
 */
export function earlyOf(
  graph: ImportGraph,
  entrances: readonly string[],
  late: readonly string[],
): readonly string[] {
  const early = reachable(graph, entrances, new Set(late));
  const shared = reachable(graph, late);
  return [...early].filter(
    (path) => shared.has(path) && !late.some((one) => reachable(graph, [path]).has(one)),
  );
}

/** All that modules import, and what that imports; `without` is not gone into. */
function reachable(
  graph: ImportGraph,
  from: readonly string[],
  without: ReadonlySet<string> = new Set(),
): ReadonlySet<string> {
  const found = new Set<string>();
  const open = [...from];
  for (let path = open.pop(); path !== undefined; path = open.pop()) {
    if (found.has(path) || without.has(path)) continue;
    found.add(path);
    open.push(...(graph.get(path) ?? []));
  }
  return found;
}
