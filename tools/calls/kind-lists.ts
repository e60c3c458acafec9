/** Names in their order, each once. */
export function namesOf(names: readonly string[]): readonly string[] {
  return [...new Set(names)].sort();
}

/** The calls of a rule file by event sources, behind the mark. */
const SHARED = /(# Written by `npm run write:calls`[^\n]*\n)(?: {4}-.*\n(?: {6}.*\n)*)+/;

/** Writes the names of which a rule takes the calls of some event sources only; there may be none. */
export function withShared(text: string, names: ReadonlyMap<string, readonly string[]>): string {
  const blocks = [...names].map(
    ([source, own]) => `    - eventSource: ${source}\n      eventName|cased: [${namesOf(own).join(', ')}]\n`,
  );
  const none = '    - eventSource: none\n      eventName: none\n';
  return text.replace(SHARED, (_all, head: string) => `${head}${blocks.join('') || none}`);
}

/** The list of a rule file behind the mark. */
const LIST = /(# Written by `npm run write:calls`[^\n]*\n +eventName\|cased:\n)( +)\[[^\]]*\]/;

/** Writes the names of the calls of a rule. */
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
