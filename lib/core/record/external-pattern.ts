import type { JsonObject } from '../json/json-value';

/**
 * The event pattern of the events from outside AWS that are archived: the `eventSource` in the event is the source of the request, which
 * IAM policies can limit, so that no sender writes in the name of another one; and the event has what makes it a record.
 *
 * @param account of the receiver, which the event names as its recipient
 */
export function toAcceptedPattern(sources: readonly string[], account: string): JsonObject {
  const form = {
    ...{ eventName: [{ exists: true }], eventTime: [{ exists: true }] },
    recipientAccountId: [account],
  };
  const $or = sources.map((source) => ({ source: [source], detail: { ...form, eventSource: [source] } }));
  const [first] = $or;
  // EventBridge takes an alternative of one for a field of that name.
  return first !== undefined && $or.length === 1 ? first : { $or };
}

/** The event pattern of all other events of these sources: every event of a source satisfies one of the two. */
export function toRefusedPattern(sources: readonly string[], account: string): JsonObject {
  const source = [...sources];
  const absent = { exists: false };
  return {
    $or: [
      ...sources.map((one) => ({
        ...{ source: [one], detail: { eventSource: [{ 'anything-but': [one] }, absent] } },
      })),
      ...['eventName', 'eventTime'].map((field) => ({ source, detail: { [field]: [absent] } })),
      { source, detail: { recipientAccountId: [{ 'anything-but': [account] }, absent] } },
    ],
  };
}
