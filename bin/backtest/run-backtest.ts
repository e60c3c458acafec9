import { type AlertDifference, Backtest, type BacktestResult } from '../../lib/core/review/backtest/backtest';
import { isCorrelationId, type RuleUnion } from '../../lib/core/review/backtest/rule-union';
import type { CommandIo } from '../cli/command-io';
import { ExcludedFiles } from '../inputs/excluded-files';
import { listInputs } from '../inputs/list-inputs';
import { type ScanTools, scanInputs } from '../scan/scan-inputs';
import type { SearchEvent } from '../scan/search-event';

/** What is searched. */
export interface BacktestRun {
  readonly union: RuleUnion;
  readonly paths: readonly string[];
  /** What the command writes: it is not searched. */
  readonly outputs: readonly string[];
  /** Of a search for the document of the union. */
  readonly tools: ScanTools;
  readonly io: CommandIo;
  readonly onAlert?: (difference: AlertDifference) => void;
}

/** Searches log files once for both rule sets, and compares what each of them raises. */
export async function runBacktest(run: BacktestRun): Promise<BacktestResult> {
  const { union, paths, outputs, tools, io } = run;
  const { progress, filter } = tools;
  const backtest = new Backtest(union, run.onAlert);
  const noteTimes = (events: readonly SearchEvent[]) => {
    for (const event of events) {
      if (event.kind === 'file') backtest.span.addFile(event.oldestEventTime, event.newestEventTime);
    }
  };
  const search: ScanTools['search'] = (inputs) => observed(tools.search(inputs), noteTimes);
  void progress.count({ paths, filter, outputs: [...outputs] });
  try {
    const inputs = listInputs({ paths, io, except: new ExcludedFiles([...outputs]) });
    for await (const found of scanInputs(inputs, { ...tools, search })) {
      const alerts = found.map(({ alert }) => alert);
      const [first] = alerts;
      if (first !== undefined && isCorrelationId(first.ruleId)) backtest.addCorrelationAlert(first);
      else backtest.addRecordAlerts(alerts);
    }
  } finally {
    progress.stop();
  }
  return backtest.end();
}

async function* observed<T>(all: AsyncIterable<T>, onEach: (one: T) => void): AsyncGenerator<T, void> {
  for await (const one of all) {
    onEach(one);
    yield one;
  }
}
