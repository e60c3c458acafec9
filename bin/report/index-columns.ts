import type { Alert } from '../../lib/core/alert/alert';
import { kindsOf } from '../../lib/core/alert/alert-kinds';
import { renderLocation } from '../../lib/core/alert/message/alert-lines';
import { oneLine } from '../../lib/core/safe-text/one-line';
import { toPrintable } from '../../lib/core/safe-text/printable';
import { COLUMN_NAMES, type Column, type ColumnName, type ReportActor } from './report-data';

/** The maximum length of a value in the index; the complete value is in the details of the alert. */
const MAX_LENGTH = 240;

/** A column that grows. */
class GrowingColumn {
  readonly values: string[] = [];
  readonly ids: number[] = [];
  readonly others: Record<number, readonly number[]> = {};
  readonly #places = new Map<string, number>();

  /** Whether the value is new. */
  add(value: string): boolean {
    const size = this.values.length;
    this.ids.push(this.#placeOf(value));
    return this.values.length > size;
  }

  /** Adds further values of the alert that was added last. */
  addOthers(values: readonly string[]): void {
    const row = this.ids.length - 1;
    const places = new Set(values.map((value) => this.#placeOf(value)));
    places.delete(this.ids[row] ?? 0);
    if (places.size > 0) this.others[row] = [...places];
  }

  #placeOf(value: string): number {
    const known = this.#places.get(value);
    if (known !== undefined) return known;
    this.#places.set(value, this.values.length);
    return this.values.push(value) - 1;
  }
}

/** What the page filters alerts by, added alert by alert. */
export class IndexColumns {
  readonly times: (number | null)[] = [];
  readonly actors: ReportActor[] = [];
  readonly locations: string[] = [];
  readonly #columns = new Map<ColumnName, GrowingColumn>(
    COLUMN_NAMES.map((name) => [name, new GrowingColumn()]),
  );

  add(alert: Alert): void {
    const atMs = Date.parse(alert.eventTime);
    this.times.push(Number.isNaN(atMs) ? null : Math.floor(atMs / 1000));
    const values = valuesOf(alert);
    for (const [name, column] of this.#columns) {
      const isNew = column.add(values[name]);
      if (isNew && name === 'actor') this.actors.push(toReportActor(alert, values.actor));
      if (name === 'resource') column.addOthers(alert.resources.slice(1).map((each) => short(each)));
      if (isNew && name === 'address') this.locations.push(toPrintable(renderLocation(alert.sourceLocation)));
    }
  }

  get columns(): Readonly<Record<ColumnName, Column>> {
    const columns = [...this.#columns].map(([name, { values, ids, others }]) => [
      name,
      { values, ids, ...(Object.keys(others).length === 0 ? {} : { others }) },
    ]);
    return Object.fromEntries(columns) as Record<ColumnName, Column>;
  }
}

function valuesOf(alert: Alert): Readonly<Record<ColumnName, string>> {
  const { actor, eventName, eventSource, outcome, resources } = alert;
  const [actorKey = ''] = kindsOf(alert).actors;
  const status = outcome?.status ?? '';
  return {
    severity: alert.severity,
    // Neither is shown, but found again.
    rule: alert.ruleId,
    actor: actorKey,
    title: short(alert.title),
    who: short(actor.name),
    address: short(alert.sourceIPAddress),
    call: short(
      [eventName, eventSource.replace(/\.amazonaws\.com$/, '')].filter((part) => part !== '').join(' · '),
    ),
    region: short(alert.awsRegion),
    account: short(alert.recipientAccountId),
    resource: short(resources[0]),
    agent: short(alert.userAgent),
    outcome: short(outcome?.code === undefined ? status : `${status}: ${outcome.code}`),
  };
}

function toReportActor({ actor }: Alert, key: string): ReportActor {
  const { type, accountId } = actor;
  return {
    key: short(key),
    name: short(
      key.startsWith('arn:') ? key.slice(Math.max(key.lastIndexOf('/'), key.lastIndexOf(':')) + 1) : key,
    ),
    ...(type === undefined ? {} : { type: short(type) }),
    ...(accountId === undefined ? {} : { accountId: short(accountId) }),
  };
}

function short(text = ''): string {
  return oneLine(text, MAX_LENGTH);
}
