import type { SQSBatchResponse, SQSEvent } from 'aws-lambda';
import { type ForwardPorts, forwardMessages } from '../../../lambda/receive/forward-messages';
import { encodeOrigin } from '../../../lib/core/alert/mac/message-origin';
import type { Notice } from '../../../lib/core/alert/sink/notice';
import { sampleAlert } from '../../core/alert/sample-alert';
import { drainWithFaults, FaultInjector } from '../fault';
import { type Gate, OPEN_GATE } from '../memory-raise-ports';
import { MemoryWorld } from '../memory-world';
import type { Mishap } from '../random-faults';

const ALERTS = 6;
const BATCH_SIZE = 3;
const START_MS = Date.parse('2026-11-20T03:00:01Z');

/** Enough receives for all faults of a run. */
const settings = { maxReceiveCount: 20, leaseSeconds: 60 };

/** A sink that is sent signed alerts. */
export class FaultySink extends MemoryWorld<ForwardPorts, typeof settings> {
  readonly faults: FaultInjector;
  readonly #sent: Notice[] = [];
  readonly #again: number;

  constructor({ plan, again }: Mishap) {
    super({ settings, nowMs: START_MS, visibilityMs: 60_000, batchSize: BATCH_SIZE });
    this.faults = new FaultInjector(this, plan, again);
    this.#again = again.size;
    for (let at = 0; at < ALERTS; at++) this.send(bodyOf(`e${at}`));
  }

  /** Forwards every message; returns every invariant that does not hold then. */
  async run(): Promise<string[]> {
    await drainWithFaults(this, this.faults);
    const { trace } = this.faults;
    const sent = new Set(this.#sent.map(({ alert }) => alert?.eventID));
    // A send that SQS repeats is one alert.
    const unproven = new Set(
      this.#sent.filter(({ isVerified }) => !isVerified).map(({ alert }) => alert?.eventID),
    ).size;
    const failedChecks = trace.filter((call) => /verifyMac .*(fail|throttle)/.test(call)).length;
    // What is sent again is in a batch that died, or whose answer was lost, or is delivered again.
    const disturbed = trace.filter((call) => /(fail after|repeat|kill \w+)$/.test(call)).length;
    const excused = BATCH_SIZE * disturbed + this.#again;
    const repeats = this.#sent.length - sent.size;
    return [
      ...(sent.size === ALERTS ? [] : [`${sent.size} of ${ALERTS} alerts were forwarded`]),
      ...(this.dead.length === 0 ? [] : [`${this.dead.length} dead letters`]),
      ...(unproven <= failedChecks
        ? []
        : [`${unproven} alerts were marked, and ${failedChecks} checks failed`]),
      ...(repeats <= excused ? [] : [`${repeats} alerts were sent again, and ${excused} were to be excused`]),
    ];
  }

  override container(gate: Gate = OPEN_GATE): ForwardPorts {
    const silent = () => undefined;
    return {
      verifyMac: () => gate({ name: 'verifyMac', subject: '' }, () => true),
      readAlarm: async () => undefined,
      warn: silent,
      log: { info: silent, warn: silent, error: silent },
      maxReceiveCount: settings.maxReceiveCount,
      send: (notice) =>
        gate({ name: 'send', subject: notice.alert?.eventID ?? '' }, () => void this.#sent.push(notice)),
    };
  }

  protected process(event: SQSEvent, ports: ForwardPorts): Promise<SQSBatchResponse> {
    return forwardMessages(event, ports);
  }
}

/** The body of a signed message that SNS put on the queue. */
function bodyOf(eventID: string): string {
  const Value = encodeOrigin({ mac: new Uint8Array(32), signedAt: '2026-11-20T03:00:00.000Z' });
  return JSON.stringify({
    ...{ Type: 'Notification', MessageId: eventID, TopicArn: 'arn:aws:sns:eu-west-1:111122223333:alerts' },
    ...{ Message: JSON.stringify({ ...sampleAlert(), eventID }), Timestamp: '2026-11-20T03:00:01.234Z' },
    MessageAttributes: { origin: { Type: 'String', Value } },
  });
}
