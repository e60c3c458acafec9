import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { REQUEST_ID } from '../local-server';
import type { Resolver } from './resolve';
import type { TemplateValue } from './template';

type Fields = { readonly [name: string]: TemplateValue };

/** What the embedded AWS does not keep of buckets, keys and topics: their settings, as a template has them. */
export interface StandingSettings {
  bucket: Fields;
  bucketPolicy: TemplateValue;
  keyPolicy: TemplateValue;
  topicPolicy: TemplateValue;
}

/** The settings that CloudFormation would make of the archive and the topic of a template. */
export function settingsOf(resolver: Resolver): StandingSettings {
  const of = (type: string, start: string) =>
    resolver.properties(resolver.idsOf(type).find((id) => id.startsWith(start)) ?? '');
  return {
    bucket: of('AWS::S3::Bucket', 'ArchiveBucket'),
    bucketPolicy: of('AWS::S3::BucketPolicy', 'ArchiveBucket').PolicyDocument ?? {},
    keyPolicy: of('AWS::KMS::Key', 'ArchiveKey').KeyPolicy ?? {},
    topicPolicy: of('AWS::SNS::TopicPolicy', 'Alerts').PolicyDocument ?? {},
  };
}

/** Answers requests for settings, and passes all others on to the embedded AWS. */
export async function serveSettings(
  settings: StandingSettings,
  targets: { readonly endpoint: string; readonly kmsEndpoint: string },
): Promise<{ readonly url: string; stop(): void }> {
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', async () => {
      const body = Buffer.concat(chunks);
      const own = answerOf(settings, request, body.toString());
      if (own !== undefined) return response.writeHead(own.status ?? 200, REQUEST_ID).end(own.text);
      const isKms = String(request.headers['x-amz-target']).startsWith('TrentService.');
      const { host: _, connection: __, 'transfer-encoding': ___, ...headers } = request.headers;
      const passed = await fetch(`${isKms ? targets.kmsEndpoint : targets.endpoint}${request.url}`, {
        method: request.method ?? 'GET',
        headers: headers as Record<string, string>,
        ...(body.length > 0 ? { body } : {}),
      });
      const { 'content-length': ____, ...answered } = Object.fromEntries(passed.headers);
      return response.writeHead(passed.status, answered).end(Buffer.from(await passed.arrayBuffer()));
    });
  });
  server.keepAliveTimeout = 0;
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    stop: () => {
      server.close();
      server.closeAllConnections();
    },
  };
}

interface Answer {
  readonly status?: number;
  readonly text: string;
}

function answerOf(settings: StandingSettings, request: IncomingMessage, body: string): Answer | undefined {
  if (request.headers['x-amz-target'] === 'TrentService.GetKeyPolicy') {
    return { text: JSON.stringify({ Policy: JSON.stringify(settings.keyPolicy) }) };
  }
  if (body.includes('Action=GetTopicAttributes')) {
    const policy = escaped(JSON.stringify(settings.topicPolicy));
    return {
      text: `<GetTopicAttributesResponse><GetTopicAttributesResult><Attributes><entry><key>Policy</key><value>${policy}</value></entry></Attributes></GetTopicAttributesResult></GetTopicAttributesResponse>`,
    };
  }
  const [, query = ''] = (request.url ?? '').split('?');
  const subresource = query.split('&')[0]?.split('=')[0] ?? '';
  return request.method === 'GET' ? BUCKET_ANSWERS[subresource]?.(settings) : undefined;
}

/** By the sub-resource of the bucket that is asked for. */
const BUCKET_ANSWERS: Readonly<Record<string, (settings: StandingSettings) => Answer>> = {
  policy: ({ bucketPolicy }) => ({ text: JSON.stringify(bucketPolicy) }),
  versioning: ({ bucket }) => ({
    text: `<VersioningConfiguration>${xml(bucket.VersioningConfiguration)}</VersioningConfiguration>`,
  }),
  'object-lock': ({ bucket }) =>
    bucket.ObjectLockConfiguration === undefined
      ? { status: 404, text: '<Error><Code>ObjectLockConfigurationNotFoundError</Code></Error>' }
      : { text: `<ObjectLockConfiguration>${xml(bucket.ObjectLockConfiguration)}</ObjectLockConfiguration>` },
  publicAccessBlock: ({ bucket }) => ({
    text: `<PublicAccessBlockConfiguration>${xml(bucket.PublicAccessBlockConfiguration)}</PublicAccessBlockConfiguration>`,
  }),
  encryption: ({ bucket }) => ({
    text: `<ServerSideEncryptionConfiguration><Rule>${encryptionOf(bucket)}</Rule></ServerSideEncryptionConfiguration>`,
  }),
  ownershipControls: ({ bucket }) => ({
    text: `<OwnershipControls><Rule>${xml(rulesIn(bucket.OwnershipControls)[0])}</Rule></OwnershipControls>`,
  }),
  lifecycle: ({ bucket }) => ({
    text: `<LifecycleConfiguration>${rulesIn(bucket.LifecycleConfiguration)
      .map((rule) => `<Rule>${lifecycleOf(rule)}</Rule>`)
      .join('')}</LifecycleConfiguration>`,
  }),
  replication: () => ({
    ...{ status: 404, text: '<Error><Code>ReplicationConfigurationNotFoundError</Code></Error>' },
  }),
};

function rulesIn(configuration: TemplateValue | undefined): readonly Fields[] {
  return (configuration as { readonly Rules?: readonly Fields[] } | undefined)?.Rules ?? [];
}

/** S3 has other names for some members of a rule than CloudFormation. */
function lifecycleOf({
  Id = '',
  ExpirationInDays,
  Transitions,
  NoncurrentVersionTransitions,
  ...rule
}: Fields) {
  const moved = (name: string, days: string, list: TemplateValue | undefined) =>
    ((list ?? []) as readonly Fields[])
      .map(
        ({ TransitionInDays = '', ...rest }) =>
          `<${name}>${xml({ ...rest, [days]: TransitionInDays })}</${name}>`,
      )
      .join('');
  return [
    xml({ ID: Id, Filter: { Prefix: '' }, ...rule }),
    ...(ExpirationInDays === undefined ? [] : [xml({ Expiration: { Days: ExpirationInDays } })]),
    moved('Transition', 'Days', Transitions),
    moved('NoncurrentVersionTransition', 'NoncurrentDays', NoncurrentVersionTransitions),
  ].join('');
}

/** S3 has other names for the rule than CloudFormation. */
function encryptionOf({ BucketEncryption }: Fields): string {
  const { ServerSideEncryptionConfiguration: [rule] = [] } = BucketEncryption as {
    readonly ServerSideEncryptionConfiguration?: readonly Fields[];
  };
  return xml({ ApplyServerSideEncryptionByDefault: rule?.ServerSideEncryptionByDefault ?? {} });
}

function xml(value: TemplateValue | undefined): string {
  if (typeof value !== 'object' || value === null) return escaped(String(value ?? ''));
  return Object.entries(value)
    .map(([name, member]) => `<${name}>${xml(member)}</${name}>`)
    .join('');
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;');
}
