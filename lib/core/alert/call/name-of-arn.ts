/** The address of a queue names its owner and itself. */
const QUEUE_URL = /^https:\/\/[\w.-]+\/\d{12}\/([\w.-]{1,80})$/;

/** The name inside an ARN or the address of a queue; any other text, and the ARN of a bucket or an object, as it is. */
export function nameOfArn(value: string): string {
  if (!value.startsWith('arn:aws'))
    return value.startsWith('https:') ? value.replace(QUEUE_URL, '$1') : value;
  const [, service, resource] = value.match(/^arn:aws[^:]*:([^:]*):[^:]*:[^:]*:(.+)$/s) ?? [];
  if (resource === undefined || (service === 's3' && value.includes(':::'))) return value;
  return resource.replace(/^[A-Za-z-]+[:/](?=.)/, '');
}
