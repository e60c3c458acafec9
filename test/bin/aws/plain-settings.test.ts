import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CloudTrailClient } from '@aws-sdk/client-cloudtrail';
import { findRequestSettings } from '../../../bin/aws/open-object-getter';
import {
  findPlainSettings,
  type PlainSettings,
  plainBucketEndpoint,
  plainCloudTrailEndpoint,
} from '../../../bin/aws/plain-settings';
import { makeS3Client, settingsOf } from '../../../bin/aws/s3-client';

const ENOUGH = { AWS_ACCESS_KEY_ID: 'AKIDEXAMPLE', AWS_SECRET_ACCESS_KEY: 'secret', AWS_REGION: 'eu-west-1' };
const original = { ...process.env };

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'trailwatch-settings-'));
});
afterEach(() => {
  process.env = { ...original };
  rmSync(folder, { recursive: true });
});

/** The settings that are found in an environment, beside shared files of the contents. */
function find(environment: Readonly<Record<string, string>>, config = '', credentials = '') {
  const files = {
    AWS_CONFIG_FILE: join(folder, 'config'),
    AWS_SHARED_CREDENTIALS_FILE: join(folder, 'credentials'),
  };
  writeFileSync(files.AWS_CONFIG_FILE, config);
  writeFileSync(files.AWS_SHARED_CREDENTIALS_FILE, credentials);
  const all = { ...environment, ...files };
  process.env = { PATH: original.PATH, ...all };
  return findPlainSettings(all);
}

describe('settings that need no AWS SDK', () => {
  it('are those of the environment', async () => {
    const identity = { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'secret' };
    const endpoints = { s3: undefined, cloudtrail: undefined };
    expect(await find(ENOUGH)).toEqual({ region: 'eu-west-1', identity, endpoints });
    const more = { ...ENOUGH, AWS_SESSION_TOKEN: 't', AWS_DEFAULT_REGION: 'x', AWS_CLI_PAGER: '', LANG: 'C' };
    expect((await find(more))?.identity).toEqual({ ...identity, sessionToken: 't' });
  });

  it('may stand beside profiles that change no address', async () => {
    const config =
      '[default]\nregion = us-east-1\nsso_session = x\noutput = json\n[profile other]\nendpoint_url = http://x\n';
    const credentials = '[default]\naws_access_key_id = a\naws_secret_access_key = b\n';
    expect((await find(ENOUGH, config, credentials))?.region).toBe('eu-west-1');
  });

  it('may name addresses, the one of a service first', async () => {
    const environment = { ...ENOUGH, AWS_ENDPOINT_URL: 'http://a:1', AWS_ENDPOINT_URL_S3: 'http://b:2/x' };
    expect((await find(environment))?.endpoints).toEqual({ s3: 'http://b:2/x', cloudtrail: 'http://a:1' });
  });

  it.each<[string, Readonly<Record<string, string>>]>([
    ['no access key', { AWS_ACCESS_KEY_ID: '' }],
    ['no secret key', { AWS_SECRET_ACCESS_KEY: '' }],
    ['no Region', { AWS_REGION: '' }],
    ['a Region of FIPS endpoints', { AWS_REGION: 'us-gov-west-1-fips' }],
    ['a Region of another partition', { AWS_REGION: 'us-iso-east-1' }],
    ['a profile', { AWS_PROFILE: 'audit' }],
    ['FIPS endpoints', { AWS_USE_FIPS_ENDPOINT: 'true' }],
    ['dual-stack endpoints', { AWS_USE_DUALSTACK_ENDPOINT: 'true' }],
    ['addresses that do not count', { AWS_IGNORE_CONFIGURED_ENDPOINT_URLS: 'true' }],
    ['an address that is none', { AWS_ENDPOINT_URL: 'localhost' }],
    ['a variable of a later SDK', { AWS_SOME_LATER_SETTING: 'x' }],
    ['a number of tries', { AWS_MAX_ATTEMPTS: '7' }],
    ['an application', { AWS_SDK_UA_APP_ID: 'x' }],
  ])('are not found with %s', async (_, environment) => {
    expect(await find({ ...ENOUGH, ...environment })).toBeUndefined();
  });

  it.each([
    ['an address', '[default]\nendpoint_url = http://x\n'],
    ['addresses of services', '[default]\nservices = x\n[services x]\ns3 =\n  endpoint_url = http://x\n'],
    ['FIPS endpoints', '[default]\nuse_fips_endpoint = true\n'],
    ['an application', '[default]\nsdk_ua_app_id = x\n'],
  ])('are not found with %s in the shared files', async (_, text) => {
    expect(await find(ENOUGH, text)).toBeUndefined();
    expect(await find(ENOUGH, '', text)).toBeUndefined();
  });
});

const REGIONS = [
  ...[
    'us-east-1',
    'us-west-2',
    'eu-west-1',
    'eu-central-2',
    'ap-southeast-7',
    'sa-east-1',
    'ca-west-1',
    'me-south-1',
  ],
  ...[
    'af-south-1',
    'il-central-1',
    'mx-central-1',
    'us-gov-east-1',
    'us-gov-west-1',
    'cn-north-1',
    'cn-northwest-1',
  ],
  ...[
    'us-iso-east-1',
    'us-isob-east-1',
    'eu-isoe-west-1',
    'us-isof-south-1',
    'eusc-de-east-1',
    'aws-global',
    'xx-new-1',
  ],
];
const BUCKETS = [
  ...[
    'archive',
    'a-b-1',
    'my.archive',
    'x',
    'Archive',
    'a_b',
    '123456789012',
    'a'.repeat(63),
    'a'.repeat(64),
    'a--b',
  ],
  ...['x--use1-az4--x-s3', 'x-s3alias', 'x--ol-s3', 'abc-xyz--op-s3', 'x--table-s3'],
  ...['arn:aws:s3:eu-west-1:111122223333:accesspoint:x', '192.168.1.1', '-archive', 'archive-'],
];
const PLAIN: PlainSettings = {
  region: 'eu-west-1',
  identity: { accessKeyId: 'a', secretAccessKey: 'b' },
  endpoints: { s3: undefined, cloudtrail: undefined },
};

describe('addresses without the AWS SDK', () => {
  it.each([undefined, 'http://127.0.0.1:4566', 'https://s3.example.com/base/', 'https://s3.example.com'])(
    'of buckets are those of the SDK, where they are known: endpoint %s',
    async (endpoint) => {
      const environment = { ...ENOUGH, ...(endpoint === undefined ? {} : { AWS_ENDPOINT_URL: endpoint }) };
      process.env = { PATH: original.PATH, ...environment };
      const settings = settingsOf(makeS3Client(environment).config);
      const endpoints = { ...PLAIN.endpoints, s3: endpoint };
      let known = 0;
      for (const region of REGIONS) {
        for (const bucket of BUCKETS) {
          const plain = plainBucketEndpoint({ endpoints }, bucket, region);
          if (plain === undefined) continue;
          known += 1;
          expect(plain.href).toBe((await settings.endpointOf(bucket, region)).href);
        }
      }
      expect(known).toBeGreaterThanOrEqual(4 * 15);
    },
  );

  it('of CloudTrail are those of the SDK, where they are known', () => {
    const { endpointProvider } = new CloudTrailClient({ region: 'eu-west-1' }).config;
    const known = REGIONS.filter((Region) => {
      const plain = plainCloudTrailEndpoint(PLAIN, Region);
      const { url } = endpointProvider({ Region, UseFIPS: false, UseDualStack: false });
      if (plain !== undefined) expect(plain.href).toBe(url.href);
      return plain !== undefined;
    });
    expect(known).toHaveLength(15);
  });

  it('are asked of the SDK where they are not known', async () => {
    process.env = { PATH: original.PATH, ...ENOUGH };
    const settings = await findRequestSettings(ENOUGH);
    expect((await settings.endpointOf('my.archive', 'eu-west-1')).href).toBe(
      'https://s3.eu-west-1.amazonaws.com/my.archive',
    );
    expect((await settings.endpointOf('archive', 'us-iso-east-1')).host).toBe(
      'archive.s3.us-iso-east-1.c2s.ic.gov',
    );
  });
});
