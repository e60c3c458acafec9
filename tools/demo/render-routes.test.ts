import { createColors } from 'picocolors';
import type { Route } from '../../test/local-aws/three-routes';
import type { RoutedCall } from './play-routes';
import { renderRoutes } from './render-routes';

const page = { colors: createColors(false) };

function call(eventID: string, headStart: Route | undefined, ...routes: Route[]): RoutedCall {
  return { eventID, headStart, alerts: routes.map((route) => ({ route, afterMs: 234 })) };
}

test('tells for each call how it came, the route that won, after how long, and that it came once', () => {
  const calls = [
    call('one', undefined, 'event-bus'),
    call('two', undefined, 'log-file'),
    call('three', 'metric-alarm', 'metric-alarm'),
  ];
  expect(renderRoutes(calls, page)).toBe(`One attack on three routes, each call on all of them
CALL                   CAME                  ROUTE         AFTER   ALERTS
one                    on all at once        event-bus     0.23 s  1
two                    on all at once        log-file      0.23 s  1
three                  on metric-alarm first metric-alarm  0.23 s  1

Of the calls at once, each was told by the function that claimed it first: event-bus 1, metric-alarm 0, log-file 1.
Of the calls that one route had first, that route told of 1 out of 1.
3 calls on 3 routes came 9 times; 3 alerts were sent, each once.
On AWS event-bus takes seconds, log-file about 5 minutes and metric-alarm 5 to 20; docs/alerts/routes.md has what each sees.
`);
});

test('names a call that came twice and one that never came', () => {
  const text = renderRoutes(
    [call('twice', undefined, 'event-bus', 'log-file'), call('never', 'log-file')],
    page,
  );
  expect(text).toContain('2 alerts were sent. Not once: twice came 2 times, never came 0 times.');
  expect(text).not.toContain('each once');
});

test('does not count a route as the winner that only came second', () => {
  const text = renderRoutes([call('late', 'log-file', 'event-bus')], page);
  expect(text).toContain('Of the calls that one route had first, that route told of 0 out of 1.');
});
