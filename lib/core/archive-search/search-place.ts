import { isJsonObject, type JsonObject, parseJson } from '../json/json-value';

/** Where a state machine searches and writes: the first state of its definition, so that permission to read the definition is enough. */
export interface SearchPlace {
  /** The archive. */
  readonly archiveBucket: string;
  /** What every key of CloudTrail's begins with: `AWSLogs/`, perhaps behind a prefix. */
  readonly root: string;
  readonly resultsBucket: string;
  /**
   * The memory of the function that searches, if it was chosen; the cost of a search depends on it.
   *
   * @default 1769
   */
  readonly memoryMib?: number;
  /**
   * For how many days it is remembered that an alert was sent.
   *
   * @default - the state machine sends no alerts
   */
  readonly rememberDays?: number;
}

/** The state that holds it. */
export const PLACE_STATE = 'Begin';

/** Where a state machine with this definition searches; undefined if it is not one of `ArchiveSearch`. */
export function searchPlaceOf(definition: string): SearchPlace | undefined {
  const { States } = objectOf(parseJson(definition));
  const { place } = objectOf(objectOf(objectOf(States)[PLACE_STATE]).Result);
  const { archiveBucket, root, resultsBucket, memoryMib, rememberDays } = objectOf(place);
  if (typeof archiveBucket !== 'string' || typeof root !== 'string' || typeof resultsBucket !== 'string')
    return undefined;
  return {
    ...{ archiveBucket, root, resultsBucket },
    ...(typeof memoryMib === 'number' ? { memoryMib } : {}),
    ...(typeof rememberDays === 'number' ? { rememberDays } : {}),
  };
}

function objectOf(value: unknown): JsonObject {
  return isJsonObject(value as JsonObject) ? (value as JsonObject) : {};
}
