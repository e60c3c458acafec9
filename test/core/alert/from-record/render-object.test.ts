import { renderObject } from '../../../../lib/core/alert/from-record/render-object';
import type { CloudTrailRecord } from '../../../../lib/core/record/record';
import { chanceOf } from '../../../lambda/chance';
import { shuffled } from '../../correlation/random-correlation';

/** From the likeliest object on. */
const KEYS = [
  'policyArn',
  'userName',
  'roleName',
  'bucketName',
  'keyId',
  'vpcId',
  'dBClusterIdentifier',
  'accountId',
];
const WORDS = ['policy', 'user', 'role', 'bucket', 'key', 'VPC', 'DB cluster', 'account'];

function rendered(requestParameters: object): string {
  return renderObject({ eventName: 'Change', requestParameters } as CloudTrailRecord, 'change');
}

test('names the two likeliest objects, whatever else a request has and in whatever order', () => {
  const chance = chanceOf(1);
  for (let round = 0; round < 200; round++) {
    const places = KEYS.map((_, place) => place).filter(() => chance() < 0.5);
    const parameters = places.map((place) => [KEYS[place], `value-${place}`]);
    const others = [
      ['maxItems', 'a'],
      ['__proto__', 'b'],
      ['constructor', 'c'],
    ];
    const text = rendered(Object.fromEntries(shuffled(chance, [...parameters, ...others])));
    const [first, second] = places;
    const words = (place: number) => `${WORDS[place]} 'value-${place}'`;
    const joining = second === WORDS.indexOf('bucket') ? 'in' : 'of';
    const expected = first === undefined ? '' : ` of ${words(first)}`;
    expect(text).toBe(second === undefined ? expected : `${expected} ${joining} ${words(second)}`);
  }
});

test.each([
  [{ userName: 'small', UserName: 'large' }, " of user 'small'"],
  [{ UserName: 'large', userName: 'small' }, " of user 'small'"],
  [{ UserName: 'large', userName: '' }, " of user 'large'"],
  [{ UserName: { content: 'listed' } }, " of user 'listed'"],
  [{ UserName: [{ content: 'listed' }] }, " of user 'listed'"],
  [{ UserName: 7 }, ''],
  [{ username: 'other' }, ''],
])('reads a key in both letter cases of its first letter: %j', (parameters, expected) => {
  expect(rendered(parameters)).toBe(expected);
});
