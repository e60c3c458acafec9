/** Whether a response acts. */
export enum ResponseMode {
  /** It reports what it would do. Nothing is deployed that could do it. */
  DRY_RUN = 'dry-run',
  /** It acts, and reports what it did. */
  ACT = 'act',
}
