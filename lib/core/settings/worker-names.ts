/**
 * The settings that hold a name made from the place of a function in the app: it is another one when the stack or the construct has
 * another name, and means the same. Every field that holds such a name is one of these.
 */
export const WORKER_NAMES = {
  processor: { variable: 'TRAILWATCH_PROCESSOR_NAME', kind: 'text' },
  realtime: { variable: 'TRAILWATCH_REALTIME_NAME', kind: 'text' },
  context: { variable: 'TRAILWATCH_CONTEXT_NAME', kind: 'text' },
  monitor: { variable: 'TRAILWATCH_MONITOR_NAME', kind: 'text' },
  search: { variable: 'TRAILWATCH_SEARCH_NAME', kind: 'text' },
  sink: { variable: 'TRAILWATCH_SINK_NAME', kind: 'text' },
  responder: { variable: 'TRAILWATCH_RESPONDER_NAME', kind: 'text' },
} as const;
