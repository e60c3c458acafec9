import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const BUNDLES = join(__dirname, '../../../dist/lambda');

/** The Lambda functions that are shipped. */
export const JOBS: readonly string[] = readdirSync(BUNDLES);

/** What every client carries along, for other sources of credentials than Lambda's, for S3 Express and endpoint discovery. */
const CARRIED: readonly string[] = [
  'AssumeRole',
  'AssumeRoleWithWebIdentity',
  'CreateOAuth2Token',
  'CreateOAuth2TokenWithIAM',
  'CreateSession',
  'CreateToken',
  'DescribeEndpoints',
  'GetCredentialsForIdentity',
  'GetId',
  'GetRoleCredentials',
];

/**
 * A command of the SDK as it stands in a minified bundle: `class x extends command(ep,mw,"Publish",Publish$)`, where each name may
 * be of another file: `(0,other.command)(ep,…)`.
 */
const COMMAND = /extends(?: [\w$]+| ?\(0,[\w$.]+\))\([\w$.]+,[\w$.]+,"(\w+)",[\w$.]+\)/g;

const ENTRANCES = new Map(JOBS.map((job) => [readFileSync(join(BUNDLES, job, 'index.js'), 'utf8'), job]));

/** The job whose bundle is in a folder; undefined if it is none of ours. */
export function jobIn(folder: string): string | undefined {
  try {
    return ENTRANCES.get(readFileSync(join(folder, 'index.js'), 'utf8'));
  } catch {
    return undefined;
  }
}

/** The operations of the SDK that are in a bundle: in the entrance of a job, and in what it imports late. */
export function operationsOf(job: string): readonly string[] {
  const folder = join(BUNDLES, job);
  const text = readdirSync(folder)
    .map((name) => readFileSync(join(folder, name), 'utf8'))
    .join('\n');
  const all = [...text.matchAll(COMMAND)].map(([, operation = '']) => operation);
  return [...new Set(all)].filter((operation) => !CARRIED.includes(operation)).sort();
}
