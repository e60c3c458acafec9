import fc from 'fast-check';
import { toDeliveryAlert } from '../../../../lib/core/alert/operational/delivery-alert';
import { toDetectionFinding } from '../../../../lib/core/alert/sink/to-detection-finding';
import { isJsonObject } from '../../../../lib/core/json/json-value';
import { sampleAlert } from '../sample-alert';
import { arbitraryNotice, noticeOf } from './arbitrary-notice';

/**
 * What OCSF 1.3.0 requires of a Detection Finding with the profile `cloud`, and of the objects in it that trailwatch writes; a
 * path through a list is that of every member.
 *
 * @see https://schema.ocsf.io/1.3.0/classes/detection_finding?profiles=cloud
 */
const REQUIRED: readonly (readonly [path: string, type: 'number' | 'string'])[] = [
  ['activity_id', 'number'],
  ['category_uid', 'number'],
  ['class_uid', 'number'],
  ['severity_id', 'number'],
  ['time', 'number'],
  ['type_uid', 'number'],
  ['metadata.version', 'string'],
  ['metadata.product.vendor_name', 'string'],
  ['cloud.provider', 'string'],
  ['finding_info.uid', 'string'],
  ['finding_info.title', 'string'],
];

/** Required of an object that may be absent. */
const REQUIRED_OF_PARTS: readonly (readonly [path: string, member: string, type: 'number' | 'string'])[] = [
  ['finding_info.analytic', 'type_id', 'number'],
  ['evidences.api', 'operation', 'string'],
  ['evidences.api.request', 'uid', 'string'],
];

function valuesAt(value: unknown, path: string): readonly unknown[] {
  return path.split('.').reduce<readonly unknown[]>(
    (values, step) =>
      values
        .flatMap((one) => (isJsonObject(one) ? [one[step]] : []))
        .flat()
        .filter((one) => one !== undefined),
    [value],
  );
}

test('a finding has every member that OCSF requires, with its type', () => {
  fc.assert(
    fc.property(arbitraryNotice, (notice) => {
      const finding: unknown = JSON.parse(JSON.stringify(toDetectionFinding(notice)));
      for (const [path, type] of REQUIRED)
        expect({ path, types: valuesAt(finding, path).map((value) => typeof value) }).toEqual({
          path,
          types: [type],
        });
      for (const [path, member, type] of REQUIRED_OF_PARTS)
        for (const part of valuesAt(finding, path))
          expect({ path, type: typeof valuesAt(part, member)[0] }).toEqual({ path, type });
    }),
    { numRuns: 50 },
  );
});

test('the numbers of a finding say the same as each other', () => {
  expect(toDetectionFinding(noticeOf())).toMatchObject({
    ...{ category_uid: 2, class_uid: 2004, activity_id: 1, type_uid: 200401 },
    ...{ severity_id: 4, severity: 'High', metadata: { version: '1.3.0', profiles: ['cloud'] } },
  });
});

test.each([
  ['198.51.100.7', { ip: '198.51.100.7' }],
  ['2001:db8::7', { ip: '2001:db8::7' }],
  ['cloudformation.amazonaws.com', { svc_name: 'cloudformation.amazonaws.com' }],
  ['AWS Internal', { svc_name: 'AWS Internal' }],
  ['10.0.0.0/8', { svc_name: '10.0.0.0/8' }],
  ['', undefined],
])(
  'an endpoint has an address where there is one, and a service otherwise: %s',
  (sourceIPAddress, endpoint) => {
    const alert = { ...sampleAlert(), sourceIPAddress };
    expect(toDetectionFinding(noticeOf(alert))).toMatchObject({ evidences: [{}] });
    const { evidences } = toDetectionFinding(noticeOf(alert)) as { evidences: { src_endpoint?: object }[] };
    expect(evidences[0]?.src_endpoint).toEqual(endpoint);
  },
);

test.each([
  ['Root', { type: 'Admin', type_id: 2 }],
  ['IAMUser', { type: 'User', type_id: 1 }],
  ['AWSService', { type: 'System', type_id: 3 }],
  ['AssumedRole', { type: 'AssumedRole', type_id: 99 }],
  ['constructor', { type: 'constructor', type_id: 99 }],
])('the type of a user is one of OCSF, or what AWS calls it: %s', (type, expected) => {
  const alert = { ...sampleAlert(), actor: { ...sampleAlert().actor, type } };
  expect(toDetectionFinding(noticeOf(alert))).toMatchObject({ evidences: [{ actor: { user: expected } }] });
});

test('a technique and its sub-technique are two', () => {
  const alert = { ...sampleAlert(), tags: ['attack.t1562.008', 'attack.t1078', 'attack.persistence'] };
  expect(toDetectionFinding(noticeOf(alert))).toMatchObject({
    finding_info: {
      attacks: [
        { technique: { uid: 'T1562' }, sub_technique: { uid: 'T1562.008' } },
        { technique: { uid: 'T1078' } },
      ],
    },
  });
});

test('a finding has the resources of every alert, also of one of trailwatch itself', () => {
  const trail = 'arn:aws:cloudtrail:eu-west-1:111122223333:trail/main';
  const own = toDeliveryAlert({
    ...{ kind: 'not-logging', subject: trail, accountId: '111122223333', regions: ['eu-west-1'] },
    ...{ texts: ['it is not logging'], sinceMs: 0 },
  });
  for (const alert of [own, sampleAlert()])
    expect(toDetectionFinding(noticeOf(alert))).toMatchObject({ resources: [{ uid: trail }] });
});
