/** The object without the members that are `undefined`, so that what is absent compares equal to what was never there. */
export function presentMembers<T extends object>(object: T): T {
  return Object.fromEntries(Object.entries(object).filter(([, value]) => value !== undefined)) as T;
}
