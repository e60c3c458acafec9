import { DATA_EVENT_TYPE_PATH, renderDataEventType } from './data-event-type';
import { PREFLIGHT_TABLE_PATH, renderPreflightTable } from './preflight-table';

/** A file that is made from code, and committed. */
export interface GeneratedFile {
  /** From the root. */
  readonly path: string;
  readonly render: () => string;
}

/** All of them. */
export const GENERATED_FILES: readonly GeneratedFile[] = [
  { path: DATA_EVENT_TYPE_PATH, render: renderDataEventType },
  { path: PREFLIGHT_TABLE_PATH, render: renderPreflightTable },
];
