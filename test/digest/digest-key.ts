/** The key of the digest file of a trail that ends then, in account 111122223333 and eu-west-1. */
export function digestKey(endMs: number, trail = 'audit'): string {
  const time = new Date(endMs).toISOString();
  const name = `${trail}_eu-west-1_${time.slice(0, 19).replaceAll(/[:-]/g, '')}Z.json.gz`;
  return `AWSLogs/111122223333/CloudTrail-Digest/eu-west-1/${time.slice(0, 10).replaceAll('-', '/')}/111122223333_CloudTrail-Digest_eu-west-1_${name}`;
}
