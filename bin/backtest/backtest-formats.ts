/** How a backtest is written. */
export const BACKTEST_FORMATS = ['table', 'markdown', 'ndjson'] as const;

export type BacktestFormat = (typeof BACKTEST_FORMATS)[number];
