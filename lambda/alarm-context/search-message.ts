import { ownMessageCodec } from '../../lib/core/settings/own-message';

/** Asks this function to search again for the records behind an alarm. */
export interface SearchMessage {
  readonly alarmName: string;
  /** The end of the window to search, in milliseconds since 1970. */
  readonly atMs: number;
}

/** The messages that ask for another search. */
export const SEARCH = ownMessageCodec<SearchMessage>({
  kind: 'alarm-look',
  read: ({ alarmName, atMs }) =>
    typeof alarmName === 'string' && typeof atMs === 'number' ? { alarmName, atMs } : undefined,
});
