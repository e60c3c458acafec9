import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import type { JsonObject } from '../../../lib/core/json/json-value';

/** Markup, an end of a script, separators of lines, a change of direction, and quotes. */
export const HOSTILE = `<img src=x onerror="globalThis.hit=1">'"</script><script>globalThis.hit=1</script>\u2028\u202eend https://evil.example/login`;

const SEVERITIES = ['critical', 'high', 'medium', 'low', 'informational'];
const TAGS = [
  'attack.t1562.008',
  'attack.t1098',
  'attack.t1078.004',
  'attack.t1530',
  'attack.t1485',
  'attack.t1580',
];
const RULES = 40;
const ACTORS = 400;
const DAYS = 30;
const DAY_MS = 86_400_000;
const BEGIN_MS = Date.parse('2026-10-01T00:00:00Z');
const RECORDS_A_FILE = 5_000;

/** Writes rules, and log files of so many records, each of which raises one alert. Gives the two folders. */
export function writeEstate(
  folder: string,
  records: number,
): { readonly rules: string; readonly logs: string } {
  const rules = join(folder, 'rules');
  const logs = join(folder, 'logs');
  for (const each of [rules, logs]) mkdirSync(each, { recursive: true });
  for (let number = 0; number < RULES; number++)
    writeFileSync(join(rules, `rule-${number}.yml`), ruleText(number));
  const random = randomNumbers(records);
  for (let from = 0; from < records; from += RECORDS_A_FILE) {
    const count = Math.min(RECORDS_A_FILE, records - from);
    const Records = Array.from({ length: count }, (_, at) => recordOf(from + at, records, random));
    writeFileSync(join(logs, `log-${from}.json.gz`), gzipSync(JSON.stringify({ Records }), { level: 1 }));
  }
  return { rules, logs };
}

function ruleText(number: number): string {
  const title =
    number === 0 ? HOSTILE.replaceAll('\u2028', '').replaceAll("'", "''") : `Rule ${number} saw a call`;
  return `title: '${title}'
name: rule-${number}
level: ${SEVERITIES[number % SEVERITIES.length]}
tags: [${TAGS[number % TAGS.length]}]
logsource: { product: aws, service: cloudtrail }
detection:
  selection: { eventName: Call${number}, 'requestParameters.items.name|startswith': target }
  condition: selection
`;
}

function recordOf(number: number, records: number, random: () => number): JsonObject {
  const actor = Math.floor(ACTORS * random() ** 2);
  const name = actor === 0 ? HOSTILE : `user-${actor}`;
  const account = String(111122223300 + (actor % 9));
  const hex = (length: number) =>
    Array.from({ length }, () => Math.floor(16 * random()).toString(16)).join('');
  return {
    eventVersion: '1.11',
    userIdentity: {
      type: 'IAMUser',
      principalId: `AIDA${hex(16).toUpperCase()}`,
      arn: `arn:aws:iam::${account}:user/user-${actor}`,
      accountId: account,
      accessKeyId: `AKIA${hex(16).toUpperCase()}`,
      userName: name,
    },
    eventTime: new Date(BEGIN_MS + Math.floor((DAYS * DAY_MS * number) / records))
      .toISOString()
      .replace('.000', ''),
    eventSource: 's3.amazonaws.com',
    eventName: `Call${Math.floor(RULES * random())}`,
    awsRegion: ['eu-west-1', 'us-east-1', 'ap-southeast-2'][number % 3] ?? '',
    sourceIPAddress: `198.51.${Math.floor(4 * random())}.${Math.floor(256 * random())}`,
    userAgent:
      actor === 0 ? HOSTILE : `aws-cli/2.${Math.floor(30 * random())}.0 Python/3.12 Linux/6.8 exe/x86_64`,
    requestParameters: {
      bucketName: `bucket-${Math.floor(2_000 * random())}`,
      items: [{ name: `other-${hex(8)}` }, { name: `target-${hex(8)}`, note: name }],
      tags: Array.from({ length: 6 }, () => ({ key: hex(6), value: hex(12) })),
    },
    responseElements: null,
    requestID: hex(16).toUpperCase(),
    eventID: `${hex(8)}-${hex(4)}-${hex(4)}-${hex(4)}-${hex(12)}`,
    readOnly: false,
    eventType: 'AwsApiCall',
    managementEvent: true,
    recipientAccountId: account,
    eventCategory: 'Management',
  };
}

/** The same numbers in every run (Park and Miller). */
function randomNumbers(seed: number): () => number {
  let state = (seed % 2_147_483_646) + 1;
  return () => {
    state = (state * 48_271) % 2_147_483_647;
    return state / 2_147_483_647;
  };
}
