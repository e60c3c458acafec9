import { oneLine } from '../../safe-text/one-line';

/** A resource that a call names, or that came of it. */
export interface Target {
  /** As AWS CloudFormation and AWS Config name types, such as `AWS::IAM::User`; `Other` if it is not known. */
  readonly type: string;
  /** The name or id, as the record has it. */
  readonly name: string;
  /** Absent where the record does not have it, for example for an IAM user, who may have a path. */
  readonly arn?: string;
}

/** The most targets of a record: the record has the rest. */
export const MAX_TARGETS = 20;

/** The type of an account among targets: a call that names nothing has its account as target. */
export const ACCOUNT = 'AWS::::Account';

/** An ARN in any partition and nothing else: no spaces, no wildcard for the service. */
const ARN = /^arn:aws[a-z-]*:[a-z0-9-]+:[a-z0-9-]*:(?:\d{12}|aws)?:\S{1,1600}$/;

type Arn = `arn:aws${string}`;

/** How much of a name is included. */
export const NAME_LENGTH = 256;

/** Whether a value is an ARN as a whole. */
export function isArn(value: unknown): value is Arn {
  return typeof value === 'string' && value.startsWith('arn:aws') && ARN.test(value);
}

/** The part after partition, service, Region and account, without the word for the kind; objects of S3 have none. */
export function nameInArn(arn: string): string {
  const [, , service, , , ...words] = arn.split(':');
  const resource = words.join(':');
  return service === 's3' ? resource : resource.replace(/^[A-Za-z-]+[:/](?=.)/, '');
}

/** The text that represents a target. */
export function resourceText({ arn, name }: Target): string {
  return arn ?? name;
}

/** The target of a type that a text names. */
export function resourceOfText(type: string, text: string): Target {
  return isArn(text)
    ? { type, name: oneLine(nameInArn(text), NAME_LENGTH), arn: text }
    : { type, name: text };
}
