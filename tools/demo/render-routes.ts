import type { createColors } from 'picocolors';
import { renderTable } from '../../bin/outputs/table';
import { ROUTES } from '../../test/local-aws/three-routes';
import type { RoutedCall } from './play-routes';

const WIDTHS = [23, 22, 14, 8, 7];
const HEAD = ['CALL', 'CAME', 'ROUTE', 'AFTER', 'ALERTS'];

/** What docs/alerts/routes.md says of the times between a call and its alert. */
const ON_AWS =
  'On AWS event-bus takes seconds, log-file about 5 minutes and metric-alarm 5 to 20; docs/alerts/routes.md has what each sees.';

/** The attack on three routes: for each call the route that its alert names, after how long, and how many came. */
export function renderRoutes(
  calls: readonly RoutedCall[],
  { colors }: { readonly colors: ReturnType<typeof createColors> },
): string {
  const rows = [HEAD.map((name) => colors.bold(name)), ...calls.map(toRow)];
  const title = colors.bold('One attack on three routes, each call on all of them');
  return [title, renderTable(WIDTHS, rows), ...renderWinners(calls), renderCount(calls), ON_AWS, ''].join(
    '\n',
  );
}

function toRow({ eventID, headStart, alerts }: RoutedCall): string[] {
  const [first] = alerts;
  const came = headStart === undefined ? 'on all at once' : `on ${headStart} first`;
  const after = first === undefined ? '' : `${(first.afterMs / 1000).toFixed(2)} s`;
  return [eventID, came, first?.route ?? 'none', after, String(alerts.length)];
}

function renderWinners(calls: readonly RoutedCall[]): string[] {
  const atOnce = calls.filter(({ headStart }) => headStart === undefined);
  const wins = ROUTES.map(
    (route) => `${route} ${atOnce.filter(({ alerts }) => alerts[0]?.route === route).length}`,
  );
  const led = calls.filter(({ headStart }) => headStart !== undefined);
  const kept = led.filter(({ headStart, alerts }) => alerts[0]?.route === headStart);
  return [
    `Of the calls at once, each was told by the function that claimed it first: ${wins.join(', ')}.`,
    `Of the calls that one route had first, that route told of ${kept.length} out of ${led.length}.`,
  ];
}

/** Says that each came once only where it did; else it names those that did not. */
function renderCount(calls: readonly RoutedCall[]): string {
  const alerts = calls.reduce((sum, call) => sum + call.alerts.length, 0);
  const all = `${calls.length} calls on ${ROUTES.length} routes came ${calls.length * ROUTES.length} times; ${alerts} alerts were sent`;
  const wrong = calls.filter((call) => call.alerts.length !== 1);
  if (wrong.length === 0) return `${all}, each once.`;
  const told = wrong.map((call) => `${call.eventID} came ${call.alerts.length} times`);
  return `${all}. Not once: ${told.join(', ')}.`;
}
