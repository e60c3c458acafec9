import { Readable } from 'node:stream';
import { actInRegion, type RegionalClientOptions } from '../../../lambda/regional-response/act-in-region';

const DETECTOR = '12abc34d567e8fa901bc2d34e56789f0';
const RECORDER = 'arn:aws:config:eu-west-1:111122223333:configuration-recorder/default';
const NEW = 'f0e9d8c7b6a5948372615049382716a5';

/** A request as it leaves the SDK. */
interface Sent {
  readonly method: string;
  readonly hostname: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string | Uint8Array;
}

/** The SDK warns of a body that is read as a text. */
function textOf(body: string | Uint8Array): string {
  return typeof body === 'string'
    ? body
    : Buffer.from(body.buffer, body.byteOffset, body.byteLength).toString();
}

/** What AWS is asked, and answers: a body, or the name and message of an error. */
function served(...answers: readonly (object | readonly [error: string, message: string])[]) {
  const sent: unknown[] = [];
  const left = [...answers];
  const handle = async ({ method, hostname, path, headers, body }: Sent) => {
    const { authorization = '', 'x-amz-target': target } = headers;
    const [, scope] = /Credential=[^/]+\/\d+\/([^,]+)\/aws4_request/.exec(authorization) ?? [];
    const text = body === undefined ? '' : textOf(body);
    sent.push({ method, hostname, path, scope, target, body: text === '' ? undefined : JSON.parse(text) });
    const answer = left.shift() ?? {};
    const [error, message] = Array.isArray(answer) ? (answer as [string, string]) : [];
    const content = error === undefined ? answer : { __type: error, message };
    const response = {
      statusCode: error === undefined ? 200 : 400,
      headers: {
        'x-amzn-requestid': 'request',
        ...(error === undefined ? {} : { 'x-amzn-errortype': error }),
      },
      body: Readable.from([Buffer.from(JSON.stringify(content))]),
    };
    return { response };
  };
  const requestHandler = { handle, updateHttpClientConfig: () => {}, httpHandlerConfigs: () => ({}) };
  const credentials = { accessKeyId: 'AKIAIOSFODNN7EXAMPLE', secretAccessKey: 'secret' };
  const options = { region: 'eu-west-1', credentials, requestHandler, maxAttempts: 1 };
  return { sent, options: options as unknown as RegionalClientOptions };
}

describe('GuardDuty', () => {
  const enable = (options: RegionalClientOptions, Call: string) =>
    actInRegion('enable-guardduty', { DetectorId: DETECTOR, Call }, options);
  const created = {
    ...{ method: 'POST', hostname: 'guardduty.eu-west-1.amazonaws.com', path: '/detector' },
    ...{ scope: 'eu-west-1/guardduty', target: undefined, body: { enable: true } },
  };

  test('is enabled where a call disabled it', async () => {
    const { sent, options } = served({});
    expect(await enable(options, 'UpdateDetector')).toEqual({ undo: [] });
    expect(sent).toEqual([{ ...created, path: `/detector/${DETECTOR}` }]);
  });

  test('gets a new detector for one that was deleted, and the report has its id', async () => {
    const { sent, options } = served({ detectorId: NEW });
    expect(await enable(options, 'DeleteDetector')).toEqual({
      undo: [`aws guardduty delete-detector --detector-id ${NEW} --region eu-west-1`],
    });
    expect(sent).toEqual([created]);
  });

  test('that has a detector again, perhaps a disabled one, is enabled with that', async () => {
    const message = 'The request is rejected because a detector already exists for the current account.';
    const { sent, options } = served(['BadRequestException', message], { detectorIds: [NEW] }, {});
    expect(await enable(options, 'DeleteDetector')).toEqual({
      undo: [
        `aws guardduty update-detector --no-enable --detector-id ${NEW} --region eu-west-1, or delete-detector if the response created it`,
      ],
    });
    expect(sent).toEqual([
      created,
      { ...created, method: 'GET', body: undefined },
      { ...created, path: `/detector/${NEW}` },
    ]);
  });

  test('fails where it refuses', async () => {
    const { options } = served(['BadRequestException', 'the input detectorId is not owned by the account']);
    await expect(enable(options, 'UpdateDetector')).rejects.toThrow('is not owned by the account');
  });

  test.each([
    ['DetectorId', '../detector'],
    ['Call', 'EnableDetector'],
  ])('fails for a forged %s without a call', async (name, value) => {
    const { sent, options } = served();
    const request = { DetectorId: DETECTOR, Call: 'UpdateDetector', [name]: value };
    await expect(actInRegion('enable-guardduty', request, options)).rejects.toThrow(`request.${name}`);
    expect(sent).toEqual([]);
  });
});

describe('the recorder of AWS Config', () => {
  const start = (options: RegionalClientOptions) =>
    actInRegion('start-config-recorder', { RecorderArn: RECORDER }, options);

  test('is started, in a Region of China by the address there', async () => {
    const { sent, options } = served({}, {});
    expect(await start(options)).toEqual({ undo: [] });
    await start({ ...options, region: 'cn-north-1' });
    const call = {
      ...{ method: 'POST', hostname: 'config.eu-west-1.amazonaws.com', path: '/', scope: 'eu-west-1/config' },
      target: 'StarlingDoveService.StartConfigurationRecorder',
      body: { ConfigurationRecorderName: 'default' },
    };
    expect(sent).toEqual([
      call,
      { ...call, hostname: 'config.cn-north-1.amazonaws.com.cn', scope: 'cn-north-1/config' },
    ]);
  });

  test('fails where there is none', async () => {
    const { options } = served(['NoSuchConfigurationRecorderException', 'no such recorder']);
    await expect(start(options)).rejects.toMatchObject({ name: 'NoSuchConfigurationRecorderException' });
  });

  test('fails in a Region whose addresses are not known, without a call', async () => {
    const { sent, options } = served();
    await expect(start({ ...options, region: 'us-iso-east-1' })).rejects.toThrow('is not known');
    expect(sent).toEqual([]);
  });
});

describe('Security Hub', () => {
  const enable = (options: RegionalClientOptions) => actInRegion('enable-security-hub', {}, options);

  test('is enabled with its default standards', async () => {
    const { sent, options } = served({});
    expect(await enable(options)).toEqual({ undo: [] });
    expect(sent).toMatchObject([
      { path: '/accounts', scope: 'eu-west-1/securityhub', body: { EnableDefaultStandards: true } },
    ]);
  });

  test('that is enabled already is done', async () => {
    const { options } = served([
      'ResourceConflictException',
      'Account is already subscribed to Security Hub',
    ]);
    expect(await enable(options)).toEqual({ undo: null });
  });

  test('fails for a member of another account', async () => {
    const { options } = served(['InvalidAccessException', 'managed by another account']);
    await expect(enable(options)).rejects.toThrow('managed by another account');
  });
});
