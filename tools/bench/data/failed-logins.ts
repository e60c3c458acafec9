import { cpSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import type { Contender } from '../contenders';

const RECORDS_A_FILE = 10_000;

/** Two scans of the same failed log-ins, with the built-in correlations and without. */
export interface FailedLogins {
  readonly withCorrelations: Contender;
  readonly withoutCorrelations: Contender;
}

/** Writes failed log-ins from 500 addresses into a folder, and the built-in rules without their correlations. */
export function failedLogins(
  folder: string,
  { commandLine, rules, records }: Readonly<Record<'commandLine' | 'rules', string>> & { records: number },
): FailedLogins {
  const logs = join(folder, 'logs');
  mkdirSync(logs, { recursive: true });
  for (let from = 0; from < records; from += RECORDS_A_FILE) {
    const Records = Array.from({ length: Math.min(RECORDS_A_FILE, records - from) }, (_, at) =>
      failedLogin(from + at),
    );
    writeFileSync(join(logs, `${from}.json.gz`), gzipSync(JSON.stringify({ Records }), { level: 1 }));
  }
  const own = join(folder, 'rules');
  cpSync(rules, own, { recursive: true });
  for (const name of readdirSync(own, { recursive: true, encoding: 'utf8' })) {
    if (name.endsWith('.yml')) removeCorrelations(join(own, name));
  }
  const scan = ['--max-old-space-size=512', commandLine, 'scan', logs, '--out', '/dev/null'];
  const node = process.execPath;
  return {
    withCorrelations: { name: 'with correlations', command: node, arguments: scan },
    withoutCorrelations: {
      name: 'without correlations',
      command: node,
      arguments: [...scan, '--no-builtin', '--rules', own],
    },
  };
}

function removeCorrelations(path: string): void {
  const documents = readFileSync(path, 'utf8').split(/^---\s*$/m);
  writeFileSync(path, documents.filter((text) => !/^correlation:/m.test(text)).join('---'));
}

function failedLogin(at: number) {
  return {
    eventVersion: '1.11',
    userIdentity: { type: 'IAMUser', accountId: '111122223333', userName: `user${at % 5_000}` },
    eventTime: new Date(Date.UTC(2026, 10, 20) + at * 1000).toISOString().replace('.000Z', 'Z'),
    eventSource: 'signin.amazonaws.com',
    eventName: 'ConsoleLogin',
    awsRegion: 'us-east-1',
    sourceIPAddress: `198.51.${at % 100}.${at % 250}`,
    userAgent: 'Mozilla/5.0',
    errorMessage: 'Failed authentication',
    responseElements: { ConsoleLogin: 'Failure' },
    eventID: `e${at}`,
    eventType: 'AwsConsoleSignIn',
    recipientAccountId: '111122223333',
    eventCategory: 'Management',
  };
}
