import { type Placement, placeCorrelation, placeRule } from '../../core/placement/place-rule';
import type { Correlation } from '../../core/rule/correlation';
import type { Rule } from '../../core/rule/rule';
import type { Selection } from '../../core/selector/selection';
import type { EventSelection } from '../selection/event-selection';
import { withReferences } from '../selection/to-selector-value';

/** The coverage of one rule or correlation on one route. */
export interface PlacementRow {
  /** The rule's name. */
  readonly rule: string;

  /** The rule's id. */
  readonly ruleId: string;

  /** `log-file` (`LogProcessor`), `event-bus` (`RealtimeAlerts`) or `metric-alarm` (`MetricAlarms`). */
  readonly route: string;

  /** The rule's records that the route sees: `all`, `some` or `none`. */
  readonly sees: string;

  /** The reasons why it does not see the rest, as sentences; empty if it sees all. */
  readonly reasons: string[];
}

interface PlacedSet {
  readonly rules: readonly { _toDocument(): Rule }[];
  readonly correlations: readonly { _toDocument(): Correlation }[];
}

const ROUTES = ['log-file', 'event-bus', 'metric-alarm'] as const;

const FOOT =
  'log-file: LogProcessor, minutes. event-bus: RealtimeAlerts, seconds. metric-alarm: MetricAlarms, minutes. ' +
  'Records over 256 KB reach log files only.';

/** The routes that can see the records of each rule of a set. Created by `RuleSet.placement()`. */
export class PlacementTable {
  /** @internal */
  public static _of({ rules, correlations }: PlacedSet, eventSelection?: EventSelection): PlacementTable {
    const selection: Selection | undefined =
      eventSelection === undefined ? undefined : withReferences(eventSelection._toSelection());
    const alerting = rules.map((rule) => rule._toDocument());
    return new PlacementTable([
      ...alerting.flatMap((rule) => toRows(rule, placeRule(rule, selection))),
      ...correlations.flatMap((each) =>
        toRows(each._toDocument(), placeCorrelation(each._toDocument(), alerting, selection)),
      ),
    ]);
  }

  /** A row for each rule and route. */
  public readonly rows: PlacementRow[];

  private constructor(rows: readonly PlacementRow[]) {
    this.rows = [...rows];
  }

  /** The table as text, a line for each rule, followed by the reasons why a route does not see all records. */
  public render(): string {
    const names = [...new Set(this.rows.map(({ rule }) => rule))];
    const width = Math.max(4, ...names.map((name) => name.length));
    const lines = names.map((name) => this.renderLine(name, width));
    const reasons = this.rows.flatMap(({ rule, route, reasons }) =>
      reasons.map((reason) => `${rule}, ${route}: ${reason}`),
    );
    return [
      renderCells('rule', ROUTES, width),
      ...lines,
      '',
      FOOT,
      ...(reasons.length > 0 ? ['', ...reasons] : []),
      '',
    ].join('\n');
  }

  private renderLine(name: string, width: number): string {
    const cells = ROUTES.map(
      (route) => this.rows.find((row) => row.rule === name && row.route === route)?.sees ?? '',
    );
    return renderCells(name, cells, width);
  }
}

function toRows(
  { id, name }: { readonly id: string; readonly name: string },
  placements: readonly Placement[],
) {
  return placements.map(
    ({ route, sees, reasons }): PlacementRow => ({
      ...{ rule: name, ruleId: id, route, sees },
      reasons: [...reasons],
    }),
  );
}

function renderCells(name: string, cells: readonly string[], width: number): string {
  const columns = cells.map((cell, index) => cell.padEnd(ROUTES[index]?.length ?? 0));
  return [name.padEnd(width), ...columns].join('  ').trimEnd();
}
