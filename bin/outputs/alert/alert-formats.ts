/** How alerts are written. */
export const ALERT_FORMATS = ['table', 'ndjson', 'json', 'csv', 'sarif', 'ocsf'] as const;

export type AlertFormat = (typeof ALERT_FORMATS)[number];
