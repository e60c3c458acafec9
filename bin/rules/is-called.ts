/** What a rule or a correlation is known by. */
interface Known {
  readonly id: string;
  readonly name: string;
  readonly title: string;
}

/** Whether a rule has this id, name or title, in whatever letter case. */
export function isCalled({ id, name, title }: Known, wanted: string): boolean {
  return [id, name, title].some((known) => known.toLowerCase() === wanted.toLowerCase());
}
