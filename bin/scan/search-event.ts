import type { FilePortion, FileSummary } from '../../lib/core/scan/file-search';
import type { SkippedInput, UnreadableInput } from '../inputs/input-file';
import type { SearchedAlert } from './scanned-alert';

/** An input that is not searched. */
export interface NotSearched {
  readonly kind: 'not-searched';
  readonly input: UnreadableInput | SkippedInput;
}

/** A part of a file. */
export interface SearchedPortion extends Omit<FilePortion, 'findings'> {
  readonly kind: 'portion';
  readonly name: string;
  readonly alerts: readonly SearchedAlert[];
  /** Records that are not chosen, and so not searched. */
  readonly outside: number;
}

/** Why a file was not read to its end: it is no log file, that was reported for another one, or a reason. */
export type Unread = 'no-log-file' | 'reported' | { readonly reason: string };

/** The end of a file. */
export interface SearchedFile extends FileSummary {
  readonly kind: 'file';
  readonly name: string;
  /** Whether the user named it. */
  readonly named: boolean;
  readonly unread?: Unread;
}

/** What searching inputs comes to, in their order: for each file its portions, and its end. */
export type SearchEvent = NotSearched | SearchedPortion | SearchedFile;
