/** What a rule compiles to, in the order in which documents list it. */
export const COMPILE_TARGETS = [
  'metric-filter',
  'event-pattern',
  'insights',
  'athena',
  'lake',
  'duckdb',
] as const;

/** An engine that rules are compiled for. */
export type CompileTarget = (typeof COMPILE_TARGETS)[number];

/** Where a rule can run: the log processor and the command line by its matcher, and what it compiles to. */
export const ENGINES = ['log-processor', ...COMPILE_TARGETS] as const;

export type Engine = (typeof ENGINES)[number];
