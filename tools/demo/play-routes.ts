import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { AlertRoute } from '../../lib/core/alert/alert';
import type { ReceivedAlert } from '../../test/local-aws/alert-mailbox';
import type { LocalAws } from '../../test/local-aws/start-local-aws';
import { type LocalRecord, stopLogging } from '../../test/local-aws/stop-logging';
import { ROUTES, type Route, ThreeRoutes } from '../../test/local-aws/three-routes';

const CALLS_AT_ONCE = 6;

/** What the routes are played on. */
export interface RoutesStage {
  readonly aws: LocalAws;
  readonly say: (text: string) => void;
  /** Called with what ends everything that was begun here, one part after another. */
  readonly onEnd: (cleanUp: () => void | Promise<void>) => void;
  readonly stopping: AbortSignal;
}

/** A call of the attack, and what came of it. */
export interface RoutedCall {
  readonly eventID: string;
  /** The route on which it came before the others did; undefined where all three had it at once. */
  readonly headStart: Route | undefined;
  /** What came out of the topic for it; one alert, if all is well. */
  readonly alerts: readonly RoutedAlert[];
}

interface RoutedAlert {
  readonly route: AlertRoute;
  /** After the call was there for the functions to take. */
  readonly afterMs: number;
}

/**
 * Plays an attack through the event bus, a metric alarm and log files, in a stack where the three shipped functions look
 * for the same rule: first calls that all of them may take at the same moment, then for each route a call that it has
 * before the others bring it again.
 *
 * Returns each call with all alerts that came for it, once every function has taken all that its queue held. Rejects if
 * a message could not be processed.
 */
export async function playRoutes(stage: RoutesStage): Promise<readonly RoutedCall[]> {
  const folder = mkdtempSync(join(tmpdir(), 'trailwatch-routes-'));
  stage.onEnd(() => rmSync(folder, { recursive: true, force: true }));
  const routes = await ThreeRoutes.start(stage.aws, folder);
  stage.onEnd(() => routes.stop());
  stage.stopping.throwIfAborted();
  stage.say('started the three functions that look for one rule: on the bus, behind an alarm, in log files');
  return new Play(stage, routes).run();
}

interface PlayedCall {
  readonly record: LocalRecord;
  readonly headStart: Route | undefined;
  readonly sinceMs: number;
}

class Play {
  private readonly received: ReceivedAlert[] = [];

  constructor(
    private readonly stage: RoutesStage,
    private readonly routes: ThreeRoutes,
  ) {}

  async run(): Promise<readonly RoutedCall[]> {
    const { say } = this.stage;
    const played = await this.playAtOnce();
    say(`${CALLS_AT_ONCE} calls of an attack came on all three routes at once`);
    for (const route of ROUTES) played.push(await this.playFirstOn(route));
    for (const route of ROUTES) await this.bringLate(route, played);
    await this.settle();
    // A moment in which an alert too many would show.
    this.received.push(...(await this.routes.mailbox.take(1)));
    say(`${ROUTES.length} more came on one route first; alerts in all: ${this.received.length}`);
    this.refuseStrangers(played);
    return played.map((call) => this.toRouted(call));
  }

  /** What is of no call would be in no row of the page. */
  private refuseStrangers(played: readonly PlayedCall[]): void {
    const known = new Set(played.map(({ record }) => record.eventID));
    const stranger = this.received.find(({ alert }) => !known.has(alert.eventID));
    if (stranger !== undefined) throw new Error(`an alert came for no call: ${stranger.alert.summary}`);
  }

  /** The queues are full before the first function may look into its own. */
  private async playAtOnce(): Promise<PlayedCall[]> {
    const records = Array.from({ length: CALLS_AT_ONCE }, (_, index) => stopLogging(`at-once-${index + 1}`));
    for (const route of ROUTES) await this.send(route, records);
    const sinceMs = Date.now();
    this.routes.begin();
    await this.settle();
    return records.map((record) => ({ record, headStart: undefined, sinceMs }));
  }

  private async playFirstOn(route: Route): Promise<PlayedCall> {
    const record = stopLogging(`first-on-${route}`);
    const sinceMs = Date.now();
    await this.send(route, [record]);
    await this.settle();
    return { record, headStart: route, sinceMs };
  }

  /** Sends on a route what came on another one first. */
  private async bringLate(route: Route, played: readonly PlayedCall[]): Promise<void> {
    const late = played.filter(({ headStart }) => headStart !== undefined && headStart !== route);
    await this.send(
      route,
      late.map(({ record }) => record),
    );
  }

  /** A file and an alarm are one message, however many records are in them. */
  private async send(route: Route, records: readonly LocalRecord[]): Promise<void> {
    const expected = route === 'event-bus' ? records.length : 1;
    const queued = await this.routes.send(route, records);
    if (queued !== expected) throw new Error(`${route} queued ${queued} messages instead of ${expected}`);
  }

  private async settle(): Promise<void> {
    await this.routes.untilIdle(this.stage.stopping);
    this.received.push(...(await this.routes.mailbox.take()));
  }

  private toRouted({ record, headStart, sinceMs }: PlayedCall): RoutedCall {
    const mine = this.received.filter(({ alert }) => alert.eventID === record.eventID);
    const alerts = mine.map(({ alert, sentAt }) => ({
      route: alert.route,
      afterMs: Math.max(0, Date.parse(sentAt) - sinceMs),
    }));
    return { eventID: String(record.eventID), headStart, alerts };
  }
}
