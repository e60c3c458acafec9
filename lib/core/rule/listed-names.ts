/** `^(?:A|B)$`, or one name alone. */
const LIST = /^\^(?:\((?:\?:)?([\w:|-]+)\)|([\w:-]+))\$$/;

/** The names of a regular expression that only lists whole names; `undefined` of any other. */
export function listedNames(expression: string): readonly string[] | undefined {
  const [, listed, single] = LIST.exec(expression) ?? [];
  const names = (listed ?? single)?.split('|') ?? [];
  return names.length === 0 || names.includes('') ? undefined : names;
}
