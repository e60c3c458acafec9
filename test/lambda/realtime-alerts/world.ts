import type { SQSBatchResponse, SQSEvent } from 'aws-lambda';
import type { KnownMember } from '../../../lambda/aws/trail/member-accounts';
import { KnownMembers } from '../../../lambda/raise/storm/known-members';
import {
  beginInvocation,
  type Container,
  type Invocation,
  type Ports,
} from '../../../lambda/realtime-alerts/ports';
import { processBatch } from '../../../lambda/realtime-alerts/realtime-alerts';
import { AllowedMatcher } from '../../../lib/core/compile/predicate/allowed-matcher';
import { RuleMatcher } from '../../../lib/core/compile/predicate/rule-matcher';
import { toEnvelope } from '../../../lib/core/pattern/event-pattern/to-envelope';
import type { Rule } from '../../../lib/core/rule/rule';
import type {
  RealtimeAlertsSettings,
  RealtimeMetric,
} from '../../../lib/core/settings/realtime-alerts-settings';
import { record, ruleOn } from '../log-processor/log-files';
import { type Gate, memoryRaisePorts, OPEN_GATE } from '../memory-raise-ports';
import type { MemoryTable } from '../memory-table';
import { MemoryWorld } from '../memory-world';

export const SETTINGS: RealtimeAlertsSettings = {
  tableName: 'claims',
  macKeyArn: 'arn:aws:kms:us-east-1:111122223333:key/mac',
  topicArn: 'arn:aws:sns:eu-west-1:111122223333:alerts',
  queueUrl: 'https://sqs.eu-west-1.amazonaws.com/111122223333/realtime',
  metricsNamespace: 'Trailwatch',
  maxReceiveCount: 5,
  leaseSeconds: 60,
  rememberDays: 30,
  stormThreshold: 50,
  stormWindowMinutes: 60,
  stormReportDelaySeconds: 300,
  rulesFile: '/opt/trailwatch/rules.json',
  ownOrganization: 'none',
  realtimeName: 'test',
};

export const RULE = ruleOn('StopLogging');

const VISIBILITY_MS = 180_000;

/** An event of EventBridge, as text, with the record of a call that the rule matches, or with what else it is. */
export function busEvent(
  eventID: string,
  changes: Record<string, unknown> = {},
  envelope: Record<string, unknown> = {},
): string {
  return JSON.stringify({ ...toEnvelope(record(eventID, changes) as never), ...envelope });
}

/** What EventBridge sends of a scheduled rule of an account's Region. */
export function heartbeat(place: string, time: string, changes: Record<string, unknown> = {}): string {
  const [account, region] = place.split('/');
  return JSON.stringify({
    ...{ version: '0', id: '1', 'detail-type': 'Scheduled Event', source: 'aws.events' },
    ...{
      account,
      region,
      time,
      resources: [`arn:aws:events:${region}:${account}:rule/Heartbeat`],
      detail: {},
    },
    ...changes,
  });
}

/** Realtime alerts with the events of a bus on their queue. */
export class World extends MemoryWorld<Container, RealtimeAlertsSettings> {
  readonly lines: string[] = [];
  readonly invocations: Invocation[] = [];
  /** The accounts of the organization that the table has. */
  members: readonly KnownMember[] = [];
  readonly heard = new Map<string, Set<string>>();
  #names = 0;

  constructor(
    settings: RealtimeAlertsSettings = SETTINGS,
    readonly rules: readonly Rule[] = [RULE],
    table?: MemoryTable,
  ) {
    super({
      settings,
      nowMs: Date.parse('2026-11-20T02:55:20Z'),
      ...{ visibilityMs: VISIBILITY_MS, batchSize: 10 },
      ...(table === undefined ? {} : { table }),
    });
  }

  container(gate: Gate = OPEN_GATE): Container {
    const keep = (message: string) => void this.lines.push(message);
    const ports: Ports = {
      ...memoryRaisePorts(this, gate),
      putHeartbeat: ({ hour, place }) =>
        gate({ name: 'putHeartbeat', subject: place }, () => void this.#placesOf(hour).add(place)),
      readHeartbeats: (hour) =>
        gate({ name: 'readHeartbeats', subject: hour }, () => [...this.#placesOf(hour)]),
      readMembers: () => gate({ name: 'readMembers', subject: '' }, () => this.members),
    };
    const matcher = RuleMatcher.of(this.rules);
    return {
      ...{ settings: this.settings, ports, matcher },
      members: new KnownMembers({
        ...{ ports, settings: this.settings, warn: keep },
        know: (accounts) => matcher.know(accounts),
      }),
      allowedMatcher: AllowedMatcher.of(this.rules),
      log: { info: keep, warn: keep, error: keep },
      storms: new Map(),
      silences: this.knownSilences(gate, keep),
      newOwner: () => `realtime-${this.#names++}`,
    };
  }

  /** The sum of a metric over all invocations. */
  total(metric: RealtimeMetric): number {
    return this.invocations.reduce((sum, { counts }) => sum + counts.of(metric), 0);
  }

  #placesOf(hour: string): Set<string> {
    const places = this.heard.get(hour) ?? new Set();
    this.heard.set(hour, places);
    return places;
  }

  protected process(event: SQSEvent, container: Container, time: AbortSignal): Promise<SQSBatchResponse> {
    const invocation = beginInvocation(container, time);
    this.invocations.push(invocation);
    return processBatch(event, invocation);
  }
}
