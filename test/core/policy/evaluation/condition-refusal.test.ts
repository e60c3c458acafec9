// biome-ignore-all lint/suspicious/noTemplateCurlyInString: policy variables are written so
import { parseConditions } from '../../../../lib/core/policy/evaluation/condition-block';

// Condition element, words of the error
const REFUSALS: readonly (readonly [unknown, string])[] = [
  [
    { StringMatches: { 'aws:username': 'a' } },
    "'StringMatches' is not a condition operator that the evaluator knows",
  ],
  [
    { stringequals: { 'aws:username': 'a' } },
    "'stringequals' is not a condition operator that the evaluator knows",
  ],
  [
    { BinaryEquals: { 'aws:username': 'YQ==' } },
    "'BinaryEquals' is not a condition operator that the evaluator knows",
  ],
  [{ toString: { 'aws:username': 'a' } }, "'toString' is not a condition operator that the evaluator knows"],
  [
    { 'ForSomeValues:StringEquals': { 'aws:username': 'a' } },
    "'' is not a condition operator that the evaluator knows",
  ],
  [{ NullIfExists: { 'aws:username': 'true' } }, "'NullIfExists': Null takes neither a prefix nor IfExists"],
  [
    { 'ForAllValues:Null': { 'aws:TagKeys': 'true' } },
    "'ForAllValues:Null': Null takes neither a prefix nor",
  ],
  [
    { 'ForAnyValue:StringLikeIfExists': { 'aws:TagKeys': 'a' } },
    "'ForAnyValue:StringLikeIfExists': AWS does not say what IfExists means after ForAnyValue; leave it out",
  ],
  [
    { StringEquals: { 'aws:SorceArn': 'a' } },
    "'aws:SorceArn' is not a condition key that the evaluator knows",
  ],
  [{ StringEquals: { 'x/aws:PrincipalTag/': 'a' } }, "'x/aws:PrincipalTag/' is not a condition key"],
  [{ StringEquals: { 'kms:EncryptionContext:': 'a' } }, "'kms:EncryptionContext:' is not a condition key"],
  [
    { StringEquals: { 'aws:PrincipalOrgPaths': 'a' } },
    "'StringEquals' needs ForAllValues or ForAnyValue before it",
  ],
  [{ StringEquals: { 'aws:username': [] } }, 'StringEquals aws:username has no value'],
  [{ StringEquals: { 'aws:username': { Ref: 'x' } } }, 'StringEquals aws:username is {"Ref":"x"}'],
  [{ StringEquals: { 'aws:username': null } }, 'StringEquals aws:username is null'],
  [{ StringEquals: 'aws:username' }, 'Condition StringEquals is "aws:username": it must be an object'],
  [{ StringEquals: { 'aws:username': '${aws:userid' } }, "a policy variable is not closed: '${aws:userid'"],
  [{ StringEquals: { 'aws:username': '${nobody}' } }, "'${nobody}' is not a policy variable"],
  [{ ArnLike: { 'aws:SourceArn': '*' } }, "'*' is not an ARN of six parts"],
  [{ Bool: { 'aws:SecureTransport': 'no' } }, "'no' is neither 'true' nor 'false'"],
  [{ Null: { 'aws:username': 'yes' } }, "'yes' is neither 'true' nor 'false'"],
  [{ NumericLessThan: { 's3:TlsVersion': 'TLSv1.2' } }, "'TLSv1.2' is not a number"],
  [
    { NumericLessThan: { 's3:TlsVersion': '${s3:max-keys}' } },
    'policy variables work in string and ARN operators only',
  ],
  [{ DateLessThan: { 'aws:CurrentTime': 'tomorrow' } }, "'tomorrow' is not a date"],
  [
    { IpAddress: { 'aws:SourceIp': '203.0.113.0/33' } },
    "'203.0.113.0/33' is not an IP address or CIDR block",
  ],
  ...['office', '', '203.0.113.0/-1', '203.0.113.0/2.5', '2001:db8::/129'].map(
    (block) =>
      [{ IpAddress: { 'aws:SourceIp': block } }, `'${block}' is not an IP address or CIDR block`] as const,
  ),
];

test.each(['aws:PrincipalTag/team', 'AWS:principaltag/Team', 'kms:EncryptionContext:aws:cloudtrail:arn'])(
  'a name of the user behind the name of a family is understood: %s',
  (key) => expect(parseConditions({ StringEquals: { [key]: 'a' } })).toHaveLength(1),
);

describe('a condition that the evaluator does not understand', () => {
  test.each(REFUSALS)('fails: %j', (element, words) => {
    expect(() => parseConditions(element)).toThrow(words);
  });
});
