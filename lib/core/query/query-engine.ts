/** The engines that queries are compiled for. */
export const QUERY_ENGINES = ['duckdb', 'athena', 'lake'] as const;

export type QueryEngine = (typeof QUERY_ENGINES)[number];
