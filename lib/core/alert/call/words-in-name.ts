/** Upper-case runs are one word (`DBInstance` is `DB` and `Instance`, `WebACLs` is `Web` and `ACLs`); digits stay with their word (`EC2`). */
const WORD = /[A-Z]{2,}s(?![a-z])|[A-Z]+\d*(?![a-z])|[A-Z]?[a-z]+\d*|\d+/g;

/** No name of AWS is longer. */
const NAME_LENGTH = 128;

/** Words that are not written in lower case. */
const SPELLED = new Map(
  `ACL API ARN AWS CORS CRL DB DHCP DKIM DNS EBS GraphQL HDFS IAM ID IP Kinesis KMS MFA MLflow NAT NFS OpenSearch Region REST S3 SAML SMB SMS SSH SSO
  Elasticsearch Macie Spot Studio URL VPC VPN Azure Insights`
    .split(/\s+/)
    .map((word) => [word.toLowerCase(), word]),
);

/** Words that are one name, or are joined by a hyphen. */
const TOGETHER: readonly (readonly [RegExp, string])[] = [
  [/\bopen ID connect\b/, 'OpenID Connect'],
  [/\bauto scaling\b/, 'Auto Scaling'],
  [/\bsecurity hub\b/, 'Security Hub'],
  [/\b(service) (linked|specific)\b/, '$1-$2'],
  [/\bmulti (Region)\b/, 'multi-$1'],
  [/\bsavings plans\b/, 'Savings Plans'],
  [/\bID p\b/, 'IdP'],
  [/\bdev\b/, 'development'],
  [/\bclassic link\b/, 'ClassicLink'],
  [/\bclient VPN\b/, 'Client VPN'],
  [/\bconfig (rules?)\b/, 'AWS Config $1'],
  [/\bconfig\b/, 'configuration'],
  [/\bconfigs\b/, 'configurations'],
  [/\binfo\b/, 'information'],
];

/** The words of a name such as `CreateDBInstance`; none if it is not such a name. The first is its verb. */
export function wordsOfName(name: string): readonly string[] {
  const isName = name.length <= NAME_LENGTH && /^[A-Za-z0-9]+$/.test(name);
  return isName ? (name.match(WORD) ?? []).map(inLowerCase) : [];
}

/** The words of a name such as `knowledgeBase`, as AWS writes them in a sentence; empty if it is not such a name. */
export function wordsInName(name: string): string {
  return joinWords(wordsOfName(name));
}

/** Words as AWS writes them in a sentence. */
export function joinWords(words: readonly string[]): string {
  return TOGETHER.reduce((text, [pattern, spelled]) => text.replace(pattern, spelled), words.join(' '));
}

function inLowerCase(word: string): string {
  if (/^[A-Z]{2}/.test(word)) return word;
  const lower = word.toLowerCase();
  const [, singular = lower, plural = ''] = lower.match(/^(.+?)(s?)$/) ?? [];
  return SPELLED.get(lower) ?? (SPELLED.has(singular) ? `${SPELLED.get(singular)}${plural}` : lower);
}
