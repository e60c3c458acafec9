/** Where the index of a rule document stands that a function reads from a layer: beside it. */
export function indexFileOf(rulesFile: string): string {
  return rulesFile.replace(/\.json$/, '.index.json');
}
