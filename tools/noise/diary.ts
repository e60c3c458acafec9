import type { JsonObject } from '../../lib/core/json/json-value';
import type { Principal } from './principals';

/** What a record has beside who made the call, which and when. */
export interface CallDetails {
  readonly account: string;
  /** @default 'eu-west-1' */
  readonly region?: string;
  readonly requestParameters?: JsonObject;
  readonly responseElements?: JsonObject | null;
  readonly additionalEventData?: JsonObject;
  readonly serviceEventDetails?: JsonObject;
  readonly readOnly?: boolean;
  readonly resources?: readonly JsonObject[];
  readonly errorCode?: string;
  readonly errorMessage?: string;
  readonly eventType?: string;
  /** @default 'Management' */
  readonly category?: string;
}

/** A record and when it was, in milliseconds. */
export interface Entry {
  readonly timeMs: number;
  readonly account: string;
  readonly record: JsonObject;
}

const MINUTE_MS = 60_000;

const TLS: JsonObject = { tlsVersion: 'TLSv1.3', cipherSuite: 'TLS_AES_128_GCM_SHA256' };

/** The records of one day, as CloudTrail writes them. */
export class Diary {
  readonly entries: Entry[] = [];

  /**
   * @param day the number of the day, in ids that are new each day
   * @param chance a number from 0 to 1, the same for the same seed
   */
  constructor(
    readonly day: number,
    private readonly startMs: number,
    private readonly chance: () => number,
  ) {}

  pick(count: number): number {
    return Math.floor(this.chance() * count);
  }

  /** So many minutes of the day between two hours. */
  minutes([from, until]: readonly [number, number], count: number): readonly number[] {
    return Array.from({ length: count }, () => (from + this.chance() * (until - from)) * 60);
  }

  within(
    hours: readonly [number, number],
    who: Principal,
    call: string,
    count: number,
    details: CallDetails,
  ): void {
    for (const minute of this.minutes(hours, count)) this.at(minute, who, call, details);
  }

  /** Reads of one of several kinds. */
  looking(
    hours: readonly [number, number],
    who: Principal,
    calls: readonly string[],
    count: number,
    account: string,
  ): void {
    for (const minute of this.minutes(hours, count))
      this.at(minute, who, calls[this.pick(calls.length)] ?? '', { account, readOnly: true });
  }

  /** A call at a minute of the day: `service Name`. */
  at(
    minute: number,
    { userIdentity, sourceIPAddress, userAgent }: Principal,
    call: string,
    details: CallDetails,
  ): void {
    const [source = '', eventName = ''] = call.split(' ');
    const {
      account,
      region = 'eu-west-1',
      category = 'Management',
      eventType = 'AwsApiCall',
      ...others
    } = details;
    const timeMs = this.startMs + Math.floor(minute * MINUTE_MS);
    const record: JsonObject = {
      eventVersion: '1.11',
      userIdentity,
      eventTime: new Date(timeMs).toISOString().replace(/\.\d+Z$/, 'Z'),
      eventSource: `${source}.amazonaws.com`,
      eventName,
      awsRegion: source === 'iam' ? 'us-east-1' : region,
      sourceIPAddress,
      userAgent,
      requestParameters: null,
      responseElements: null,
      readOnly: false,
      ...(others as JsonObject),
      ...(sourceIPAddress.endsWith('.amazonaws.com') ? {} : { tlsDetails: TLS }),
      requestID: this.#id(),
      eventID: this.#id(),
      eventType,
      managementEvent: category === 'Management',
      recipientAccountId: account,
      eventCategory: category,
    };
    this.entries.push({ timeMs, account, record });
  }

  #id(): string {
    let hex = '';
    for (let digit = 0; digit < 32; digit++) hex += '0123456789abcdef'[this.pick(16)];
    return [
      hex.slice(0, 8),
      hex.slice(8, 12),
      `4${hex.slice(13, 16)}`,
      `a${hex.slice(17, 20)}`,
      hex.slice(20),
    ].join('-');
  }
}
