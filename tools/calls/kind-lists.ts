/** Names in their order, each once; with those of Lambda's functions that end with a further version, which no model has. */
export function namesOf(names: readonly string[]): readonly string[] {
  return [...new Set(names.flatMap((name) => (/\D\d{8}$/.test(name) ? [name, `${name}v2`] : [name])))].sort();
}

/** What a rule leaves out, behind the mark. */
const OTHERS = /(# Written by `npm run write:calls`[^\n]*\n +)filter_told:\n(?: {4}.*\n)+/;

export function withOthers(text: string, others: ReadonlyMap<string, readonly string[]>): string {
  const blocks = [...others].map(
    ([source, names]) =>
      `    - eventSource: ${source}\n      eventName|cased: [${namesOf(names).join(', ')}]\n`,
  );
  const none = '    - eventSource: none\n';
  return text.replace(OTHERS, (_all, head: string) => `${head}filter_told:\n${blocks.join('') || none}`);
}

/** The list of a rule file behind the mark. */
const LIST = /(# Written by `npm run write:calls`[^\n]*\n +eventName\|cased:\n)( +)\[[^\]]*\]/;

export function withNames(text: string, names: readonly string[]): string {
  if (!LIST.test(text))
    throw new Error('a rule of a kind has no list that is written by `npm run write:calls`');
  return text.replace(
    LIST,
    (_all, head: string, indent: string) => `${head}${indent}[${wrapped(names, indent)}]`,
  );
}

function wrapped(names: readonly string[], indent: string): string {
  let column = indent.length;
  return names
    .map((name, at) => {
      const isBroken = at > 0 && column + name.length + 2 > 140;
      column = (isBroken ? indent.length : column) + name.length + 2;
      return `${isBroken ? `\n${indent}` : at > 0 ? ' ' : ''}${name}`;
    })
    .join(',');
}
