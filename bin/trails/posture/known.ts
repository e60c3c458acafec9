import { askPlace, PlaceError, type PlaceQuestion } from '../../places/ask-place';

/** What was read, or why it is not known. */
export type Known<T> = { readonly value: T } | { readonly unknown: string };

/** What an answer says; unknown with the reason if it was not given. `name` is of what was asked, such as `bucket logs`. */
export async function learn<T>(name: string, question: PlaceQuestion<T>): Promise<Known<T>> {
  try {
    return { value: await askPlace({ name }, question) };
  } catch (error) {
    if (!(error instanceof PlaceError)) throw error;
    return { unknown: error.message };
  }
}

/** Another value that follows from a known one. */
export function mapKnown<T, U>(known: Known<T>, map: (value: T) => U): Known<U> {
  return 'value' in known ? { value: map(known.value) } : known;
}
