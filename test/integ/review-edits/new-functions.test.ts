import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { FileSystem } from 'aws-cdk-lib';
import { readHandlerHashes } from '../../../bin/rules/built-in-rules';
import { IntegrityMonitor } from '../../../lib/index';
import { oneAccount } from './app-changes/app-change';
import { EditedEstate, type EditedResource, type Json } from './edited-estate';

const before = oneAccount();
const after = oneAccount({
  also: ({ stack, trailwatch: { archive, alertTopic } }) =>
    void new IntegrityMonitor(stack, 'Second', { archive, alertTopic }),
});
const added = new EditedEstate(after, before);
const existing = new EditedEstate(before);

type Resources = Record<string, EditedResource>;

/** The only resource of a type whose logical id begins with a construct's ids. */
function only(resources: Resources, type: string, start: string): [id: string, properties: Json] {
  const found = Object.entries(resources).filter(([id, { Type }]) => Type === type && id.startsWith(start));
  if (found.length !== 1) throw new Error(`${found.length} resources of ${type} begin with ${start}`);
  const [[id, { Properties }]] = found as [[string, EditedResource]];
  return [id, Properties];
}

const functionOf = (resources: Resources, start = 'SecondFunction') =>
  only(resources, 'AWS::Lambda::Function', start)[1];
const roleOf = (resources: Resources, start = 'SecondRole') => only(resources, 'AWS::IAM::Role', start);

/** Changes of access that are for the worse, after an edit. */
function widened(edit: (resources: Resources) => void, estate = added): readonly string[] {
  const { changes } = estate.review({
    ...{ name: 'an edit', expects: 'worse' },
    apply: ({ Resources }) => edit(Resources),
  });
  return changes.flatMap(({ kind, subject }) => (kind === 'access-widened' ? [subject] : []));
}

const SECOND = expect.stringMatching(/^role Audit\/Second\/Role may .* Audit\/Trailwatch\/Archive\/Bucket$/);

describe('the access of a new function', () => {
  test('is no loss where it runs the code that trailwatch comes with', () => {
    expect(widened(() => undefined)).toEqual([]);
  });

  test('is a loss where it runs other code, whatever its variables are called', () => {
    const other = { S3Bucket: { 'Fn::Sub': 'cdk-hnb659fds-assets-111122223333-eu-central-1' } };
    const code = { ...other, S3Key: `${'0'.repeat(64)}.zip` };
    const wrong = widened((resources) => Object.assign(functionOf(resources), { Code: code }));
    expect(wrong).toEqual(expect.arrayContaining([SECOND]));
  });

  test.each(['NODE_OPTIONS', 'AWS_LAMBDA_EXEC_WRAPPER'])('is a loss with the variable %s', (name) => {
    const wrong = widened((resources) => {
      functionOf(resources).Environment.Variables[name] = '/opt/first';
    });
    expect(wrong).toEqual(expect.arrayContaining([SECOND]));
  });

  test.each([
    ['code from another bucket', (own: Json) => Object.assign(own.Code, { S3Bucket: 'code-of-others' })],
    [
      'code from the bucket of another account',
      (own: Json) => Object.assign(own.Code, { S3Bucket: 'cdk-hnb659fds-assets-444455556666-eu-central-1' }),
    ],
    [
      'a layer of another account',
      (own: Json) =>
        Object.assign(own, { Layers: ['arn:aws:lambda:eu-central-1:444455556666:layer:extension:1'] }),
    ],
    [
      'a layer of another stack',
      (own: Json) => Object.assign(own, { Layers: [{ 'Fn::ImportValue': 'Layer' }] }),
    ],
    [
      'a file system',
      (own: Json) =>
        Object.assign(own, {
          FileSystemConfigs: [
            { Arn: 'arn:aws:elasticfilesystem:::access-point/a', LocalMountPath: '/mnt/a' },
          ],
        }),
    ],
  ])('is a loss with %s', (_, edit) => {
    const wrong = widened((resources) => edit(functionOf(resources)));
    expect(wrong).toEqual(expect.arrayContaining([SECOND]));
  });

  test('is no loss with a layer of the same stack', () => {
    const wrong = widened((resources) => {
      const layer = only(resources, 'AWS::Lambda::LayerVersion', 'Trailwatch')[0];
      Object.assign(functionOf(resources), { Layers: [{ Ref: layer }] });
    });
    expect(wrong).toEqual([]);
  });

  test('is a loss with another handler', () => {
    const wrong = widened((resources) => Object.assign(functionOf(resources), { Handler: 'chunk.run' }));
    expect(wrong).toEqual(expect.arrayContaining([SECOND]));
  });

  test.each([
    ['an account', { AWS: '444455556666' }],
    ['another service', { Service: ['lambda.amazonaws.com', 'ec2.amazonaws.com'] }],
  ])('is a loss where %s may take its role, too', (_, Principal) => {
    const wrong = widened((resources) => {
      const [statement] = roleOf(resources)[1].AssumeRolePolicyDocument.Statement;
      roleOf(resources)[1].AssumeRolePolicyDocument.Statement = [statement, { ...statement, Principal }];
    });
    expect(wrong).toEqual(expect.arrayContaining([SECOND]));
  });

  test('is a loss where a function with other code has the same role', () => {
    const wrong = widened((resources) => {
      const [role] = roleOf(resources);
      const code = { ZipFile: 'exports.handler = async () => {};' };
      const Properties = { Code: code, Handler: 'index.handler', Runtime: 'nodejs22.x' };
      resources.Twin = {
        ...{ Type: 'AWS::Lambda::Function' },
        Properties: { ...Properties, Role: { 'Fn::GetAtt': [role, 'Arn'] } },
      };
    });
    expect(wrong).toEqual(expect.arrayContaining([SECOND]));
  });

  test('is a loss where its role was there before', () => {
    const wrong = widened((resources) => {
      const [own] = roleOf(resources, 'TrailwatchProcessorRole');
      Object.assign(functionOf(resources), { Role: { 'Fn::GetAtt': [own, 'Arn'] } });
      for (const { Type, Properties } of Object.values(resources))
        if (Type === 'AWS::IAM::Policy' && Properties.PolicyName.startsWith('SecondRole'))
          Properties.Roles = [{ Ref: own }];
    });
    expect(wrong).toEqual(
      expect.arrayContaining([expect.stringMatching(/^role Audit\/Trailwatch\/Processor\/Role may /)]),
    );
  });
});

describe('the access of an existing function', () => {
  const allow = (id: string, resources: Resources) => {
    const [archive] = only(resources, 'AWS::S3::Bucket', 'TrailwatchArchiveBucket');
    const objects = { 'Fn::Join': ['', [{ 'Fn::GetAtt': [archive, 'Arn'] }, '/*']] };
    resources.More = {
      Type: 'AWS::IAM::Policy',
      Properties: {
        ...{ PolicyName: 'More', Roles: [{ Ref: id }] },
        PolicyDocument: {
          Statement: [{ Effect: 'Allow', Action: ['s3:GetObject', 's3:PutObject'], Resource: objects }],
        },
      },
    };
  };

  test('is a loss where its role may do more', () => {
    const wrong = widened(
      (resources) => allow(roleOf(resources, 'TrailwatchProcessorRole')[0], resources),
      existing,
    );
    expect(wrong).toEqual(
      expect.arrayContaining([
        'role Audit/Trailwatch/Processor/Role may write bucket Audit/Trailwatch/Archive/Bucket',
      ]),
    );
  });

  test('is a loss where it gets a new role that may do more', () => {
    const wrong = widened((resources) => {
      const [, { AssumeRolePolicyDocument }] = roleOf(resources, 'TrailwatchProcessorRole');
      resources.Fresh = { Type: 'AWS::IAM::Role', Properties: { AssumeRolePolicyDocument } };
      allow('Fresh', resources);
      Object.assign(functionOf(resources, 'TrailwatchProcessorFunction'), {
        Role: { 'Fn::GetAtt': ['Fresh', 'Arn'] },
      });
    }, existing);
    expect(wrong).toEqual(
      expect.arrayContaining(['role Audit/Fresh may write bucket Audit/Trailwatch/Archive/Bucket']),
    );
  });
});

test('the build knows each handler by the hash that the CDK gives it', () => {
  const folder = join(__dirname, '../../../dist/lambda');
  const hashes = readdirSync(folder).map((name) => FileSystem.fingerprint(join(folder, name)));
  expect([...readHandlerHashes()]).toEqual(hashes.sort());
});
